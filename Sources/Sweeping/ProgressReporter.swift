import Foundation

/// Reports on standard error how far a sweep is: a bar that is redrawn on a terminal, a line now and then in a log.
public final class ProgressReporter {
  public enum Style: Sendable {
    /// A bar on a terminal, lines otherwise.
    case automatic
    case bar
    case lines
    case silent
  }

  /// What is shown.
  public struct Progress: Sendable, Equatable {
    public var total: Int
    /// With a record, from this sweep and earlier ones.
    public var done: Int
    public var failed: Int
    /// Recorded by this sweep.
    public var recorded: Int
    /// Since this sweep began, in seconds.
    public var elapsed: Double

    /// Items a second; nil before the first.
    public var rate: Double? { recorded > 0 && elapsed > 0 ? Double(recorded) / elapsed : nil }
    /// Nil before the first item.
    public var secondsLeft: Double? { rate.map { Double(total - done) / $0 } }
  }

  private let style: Style
  private let write: (String) -> Void
  private var shownAt = -Double.infinity
  private var interval = 5.0
  private var barIsDrawn = false

  public init(
    _ style: Style = .automatic,
    write: @escaping (String) -> Void = { FileHandle.standardError.write(Data($0.utf8)) }
  ) {
    self.write = write
    self.style = style == .automatic ? (isatty(STDERR_FILENO) == 1 ? .bar : .lines) : style
  }

  /// Shows `progress` if it is time to.
  func update(_ progress: Progress) {
    switch style {
    case .silent, .automatic: break
    case .bar:
      guard progress.elapsed - shownAt >= 0.2 else { return }
      shownAt = progress.elapsed
      drawBar(progress)
    case .lines:
      guard progress.elapsed >= interval else { return }
      // Often at first, when people look; then rarely, so that a day's sweep leaves a short log.
      interval = progress.elapsed + min(600, max(5, progress.elapsed))
      write(Self.line(progress) + "\n")
    }
  }

  /// Shows the last state.
  func finish(_ progress: Progress) {
    switch style {
    case .silent, .automatic: break
    case .bar:
      drawBar(progress)
      write("\n")
    case .lines: write(Self.line(progress) + "\n")
    }
    barIsDrawn = false
  }

  /// Shows a sentence, below the bar if there is one.
  func print(_ sentence: String) {
    guard style != .silent else { return }
    write((barIsDrawn ? "\n" : "") + sentence + "\n")
    barIsDrawn = false
  }

  private func drawBar(_ progress: Progress) {
    let width = 30
    let filled = progress.total > 0 ? width * progress.done / progress.total : width
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    write("\r\u{1B}[2K\(bar) \(Self.line(progress))")
    barIsDrawn = true
  }

  static func line(_ progress: Progress) -> String {
    var parts = ["\(progress.done)/\(progress.total)"]
    if let rate = progress.rate { parts.append(Self.rate(rate)) }
    if let left = progress.secondsLeft, progress.done < progress.total { parts.append("\(Self.duration(left)) left") }
    parts.append("\(progress.failed) failed")
    return parts.joined(separator: ", ")
  }

  private static func rate(_ perSecond: Double) -> String {
    if perSecond >= 10 { return "\(Int(perSecond.rounded()))/s" }
    if perSecond >= 0.1 { return String(format: "%.1f/s", perSecond) }
    return String(format: "%.1f/h", 3600 * perSecond)
  }

  /// `45 s`, `3 min 20 s`, `7 h 05 min`, `3 d 04 h`
  public static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "a long time" }
    let whole = Int(max(0, seconds).rounded())
    switch whole {
    case ..<60: return "\(whole) s"
    case ..<3600: return String(format: "%d min %02d s", whole / 60, whole % 60)
    case ..<86400: return String(format: "%d h %02d min", whole / 3600, whole % 3600 / 60)
    default: return String(format: "%d d %02d h", whole / 86400, whole % 86400 / 3600)
    }
  }
}
