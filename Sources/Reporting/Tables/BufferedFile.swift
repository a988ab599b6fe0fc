import Foundation

/// A text file written line by line without a system call for each.
final class BufferedFile {
  private let url: URL
  private let handle: FileHandle
  private var buffer = Data()

  init(url: URL) throws {
    self.url = url
    do {
      try Data().write(to: url)
      handle = try FileHandle(forWritingTo: url)
    } catch {
      throw ReportingError.unwritable(path: url.path, reason: error.localizedDescription)
    }
  }

  func write(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count > 1 << 16 { try flush() }
  }

  func close() throws {
    try flush()
    try handle.close()
  }

  private func flush() throws {
    do { try handle.write(contentsOf: buffer) } catch {
      throw ReportingError.unwritable(path: url.path, reason: error.localizedDescription)
    }
    buffer.removeAll(keepingCapacity: true)
  }
}

/// Hands on the lines of a text file one by one, in bounded memory.
func forEachLine(of url: URL, _ body: (Substring) throws -> Void) throws {
  let handle = try FileHandle(forReadingFrom: url)
  defer { try? handle.close() }
  var rest = Data()
  while let chunk = try handle.read(upToCount: 1 << 16), !chunk.isEmpty {
    rest.append(chunk)
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      try body(Substring(decoding: rest[rest.startIndex..<end], as: UTF8.self))
      rest.removeSubrange(rest.startIndex...end)
    }
  }
  if !rest.isEmpty { try body(Substring(decoding: rest, as: UTF8.self)) }
}
