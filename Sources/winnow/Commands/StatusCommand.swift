import ArgumentParser
import Foundation
import Storing
import Sweeping

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Tell how far a sweep is, while it runs or afterwards, without disturbing it.")

  @Argument(help: "The run's directory.") var directory: String

  @Flag(help: "Print JSON, for scripts.") var json = false

  @Option(help: ArgumentHelp("Tell again every so many seconds, until the sweep ends.", valueName: "seconds"))
  var watch: Double?

  func validate() throws {
    if let watch, !(watch >= 0.1) { throw ValidationError("--watch must be at least 0.1.") }
  }

  func run() throws {
    while try tell(), let watch {
      usleep(useconds_t(min(watch, 3600) * 1e6))
      // On a terminal the new state takes the old one's place; a log keeps all.
      if isatty(STDOUT_FILENO) == 1 { print("\u{1B}[H\u{1B}[2J", terminator: "") } else if !json { print("") }
    }
  }

  /// - Returns: whether the sweep goes on.
  private func tell() throws -> Bool {
    let status: SweepStatus
    do {
      status = try SweepStatus.current(of: directory)
    } catch let error as RunStoreError {
      FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
      throw ExitCode(SweepExitCode.badInput.rawValue)
    }
    print(json ? try status.json() : Self.text(status))
    fflush(nil)
    return status.state == .running
  }

  private static func text(_ status: SweepStatus) -> String {
    var lines = [state(status)]
    let percent = status.total > 0 ? 100 * Double(status.done) / Double(status.total) : 100
    var items = "\(status.done) of \(status.total) items done (\(String(format: "%.1f", percent)) %)"
    items += ", \(status.failed) of them failed"
    if status.state == .running { items += "; \(status.inFlight) in flight" }
    lines.append(items)
    if let rate = status.rate {
      var pace = String(format: rate >= 1 ? "%.1f items/s" : "%.3f items/s", rate)
      if status.state == .running, let left = status.secondsLeft {
        pace += ", \(ProgressReporter.duration(left)) left"
        if let spread = status.secondsLeftUncertainty {
          pace += " (give or take \(ProgressReporter.duration(spread)))"
        }
      }
      lines.append(pace)
    }
    if !status.ranks.isEmpty {
      lines.append("")
      lines.append("rank  threads   items  busy %  waiting %    MPI s   store s  memory MB  host")
      lines += status.ranks.map(row)
    }
    return lines.joined(separator: "\n")
  }

  private static func state(_ status: SweepStatus) -> String {
    let time = ProgressReporter.duration(status.updated - status.started)
    return switch status.state {
    case .running: "running on \(status.host) (process \(status.process)) for \(time)"
    case .finished: "finished after \(time)"
    case .stopped: "stopped by a signal after \(time); start the same command again to go on"
    case .failed: "ended by an error after \(time)"
    case .died: "died after about \(time); start the same command again to go on"
    }
  }

  private static func row(_ rank: RankTiming) -> String {
    let threadSeconds = max(rank.elapsed * Double(rank.threads), 1e-9)
    func percent(_ seconds: Double) -> Double { min(100, 100 * seconds / threadSeconds) }
    return String(
      format: "%4d  %7d  %6d  %6.1f  %9.1f  %7.2f  %8.2f  %9d  ", rank.rank, rank.threads, rank.items,
      percent(rank.compute), percent(rank.wait), rank.mpi, rank.io, rank.peakMemory >> 20) + rank.host
  }
}
