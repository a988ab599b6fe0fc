import Foundation

/// Makes a `Manifest`, entry by entry; memory does not grow with it when it goes to a file.
final class ManifestWriter {
  private var paths: Sink
  private var entries: Sink
  private let url: URL?
  private var count = 0

  /// - Parameter url: where the list will be, replacing an older one when complete; nil keeps it in memory.
  init(url: URL?) throws(DatasetError) {
    self.url = url
    // Names of their own: another process may be making the same list.
    let name = UUID().uuidString
    paths = try Sink(url: url?.appendingPathExtension("paths-\(name).tmp"))
    entries = try Sink(url: url?.appendingPathExtension("entries-\(name).tmp"))
    try paths.append(Data(count: Manifest.headSize))
  }

  deinit {
    // Of a list that was given up; after `finish` neither is there.
    paths.remove()
    entries.remove()
  }

  func append(_ entry: Manifest.Entry) throws(DatasetError) {
    let path = Data(entry.path.utf8)
    var bytes = Data(capacity: Manifest.entrySize)
    bytes.append(number: paths.count)
    bytes.append(integer: Int32(path.count))
    bytes.append(integer: Int32(entry.label ?? -1))
    bytes.append(integer: Int32(entry.container ?? -1))
    bytes.append(integer: Int32(entry.lead / TarArchive.blockSize))
    bytes.append(number: entry.offset)
    bytes.append(number: entry.size)
    try entries.append(bytes)
    try paths.append(path)
    count += 1
  }

  /// Completes the list.
  func finish(containers: [String] = [], description: Data = Data()) throws(DatasetError) -> Manifest {
    var head = Manifest.magic
    head.append(number: count)
    head.append(number: paths.count)
    let table = Data(containers.flatMap { Array($0.utf8) + [0] })
    head.append(number: paths.count + entries.count)
    head.append(number: paths.count + entries.count + table.count)
    head.append(number: paths.count + entries.count + table.count + description.count)
    try entries.append(to: &paths)
    try paths.append(table)
    try paths.append(description)
    try paths.overwriteStart(with: head)
    guard let url else { return try Manifest(paths.memory) }
    try paths.move(to: url)
    entries.remove()
    return try Manifest(contentsOf: url)
  }
}

/// Bytes that are appended to memory, or through a buffer to a file.
private struct Sink {
  private(set) var memory = Data()
  private(set) var count = 0
  private let url: URL?
  private let handle: FileHandle?
  private static let bufferSize = 1 << 20

  init(url: URL?) throws(DatasetError) {
    self.url = url
    guard let url else {
      handle = nil
      return
    }
    do {
      try Data().write(to: url)
      handle = try FileHandle(forUpdating: url)
    } catch {
      throw Self.failure(url, error)
    }
  }

  mutating func append(_ bytes: Data) throws(DatasetError) {
    memory.append(bytes)
    count += bytes.count
    if handle != nil && memory.count >= Self.bufferSize { try flush() }
  }

  /// Copies all of this to the end of another sink.
  mutating func append(to other: inout Sink) throws(DatasetError) {
    guard let handle, let url else { return try other.append(memory) }
    try flush()
    do {
      try handle.seek(toOffset: 0)
      while let part = try handle.read(upToCount: Self.bufferSize), !part.isEmpty { try other.append(part) }
    } catch let error as DatasetError {
      throw error
    } catch {
      throw Self.failure(url, error)
    }
  }

  mutating func overwriteStart(with bytes: Data) throws(DatasetError) {
    guard let handle, let url else {
      memory.replaceSubrange(0..<bytes.count, with: bytes)
      return
    }
    try flush()
    do {
      try handle.seek(toOffset: 0)
      try handle.write(contentsOf: bytes)
      try handle.synchronize()
    } catch {
      throw Self.failure(url, error)
    }
  }

  mutating func move(to target: URL) throws(DatasetError) {
    guard let url else { return }
    guard rename(url.path, target.path) == 0 else {
      throw DatasetError(errno: errno, place: target.path, doing: "be written")
    }
  }

  func remove() {
    guard let url else { return }
    try? handle?.close()
    unlink(url.path)
  }

  private mutating func flush() throws(DatasetError) {
    guard let handle, let url else { return }
    do { try handle.write(contentsOf: memory) } catch { throw Self.failure(url, error) }
    memory.removeAll(keepingCapacity: true)
  }

  private static func failure(_ url: URL, _ error: any Error) -> DatasetError {
    DatasetError(.unreadable, url.path, "cannot be written: \(error.localizedDescription)")
  }
}
