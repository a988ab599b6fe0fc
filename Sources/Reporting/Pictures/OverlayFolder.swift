import Foundation
import ImageCodecs
import Storing

/// Writes `overlays/INDEX-NAME.png` for the first items, or all.
struct OverlayFolder {
  private let directory: URL
  private let hidden: (@Sendable (RasterImage) -> RasterImage)?
  private var left: Int

  init(directory: URL, _ options: ReportOptions) {
    self.directory = directory
    hidden = options.hidden
    left =
      switch options.overlays {
      case .first(let count): count
      case .all: Int.max
      }
  }

  /// Made with the first image: sentences need none.
  private(set) var isWritten = false

  private mutating func makeFolder() throws {
    guard !isWritten else { return }
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    } catch {
      throw ReportingError.unwritable(path: directory.path, reason: error.localizedDescription)
    }
    isWritten = true
  }

  mutating func append(_ record: ItemRecord, _ images: DisplayImages) throws {
    guard left > 0, let explained = record.explained, explained.sentence == nil,
      let size = explained.size
    else { return }
    left -= 1
    try makeFolder()
    let photo =
      images.image(of: record)
      ?? RasterImage(
        width: size.width, height: size.height, channels: 1,
        pixels: Array(repeating: 128, count: size.width * size.height))
    let data = try Overlay.picture(photo: photo, explained: explained, hidden: hidden?(photo)).pngData()
    let url = directory.appendingPathComponent(Self.name(record))
    do { try data.write(to: url) } catch {
      throw ReportingError.unwritable(path: url.path, reason: error.localizedDescription)
    }
  }

  /// The index keeps names apart when two items are called alike in different folders.
  static func name(_ record: ItemRecord) -> String {
    let base = record.id.split(separator: "/").last.map(String.init) ?? record.id
    let stem = base.contains(".") ? base.split(separator: ".").dropLast().joined(separator: ".") : base
    let safe = (stem.isEmpty ? base : stem).map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "_" }
    return String(format: "%06d", record.index) + "-" + String(safe.prefix(80)) + ".png"
  }
}
