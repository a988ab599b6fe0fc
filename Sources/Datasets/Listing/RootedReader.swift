import Foundation

/// Reads files below a root and refuses all that lead out of it: absolute paths, `..`, symbolic links.
struct RootedReader: Sendable {
  let root: URL
  let limits: DatasetLimits
  /// The root without links, ending in `/`; nil if there is no such folder.
  private let realRoot: String?

  init(root: URL, limits: DatasetLimits) {
    self.root = root
    self.limits = limits
    realRoot = Self.realPath(root.path).map { $0.hasSuffix("/") ? $0 : $0 + "/" }
  }

  /// What is wrong with a relative path by its text alone; nil if nothing is.
  static func problem(of path: String) -> String? {
    if path.isEmpty { return "an empty path" }
    if path.hasPrefix("/") { return "an absolute path" }
    if path.split(separator: "/").contains("..") { return "a path with \"..\"" }
    if path.utf8.contains(0) { return "a path with a zero byte" }
    return nil
  }

  /// The file's place on disk, links followed, checked to lie below the root.
  func resolve(_ path: String) throws(DatasetError) -> String {
    if !limits.allowsPathsOutsideRoot, let problem = Self.problem(of: path) {
      throw DatasetError(.outsideRoot, path, "\(problem) may lead out of \(root.path) and is refused; \(Self.wayOut)")
    }
    let place = path.hasPrefix("/") ? path : root.path + "/" + path
    guard let real = Self.realPath(place) else { throw DatasetError(errno: errno, place: place, doing: "be opened") }
    guard limits.allowsPathsOutsideRoot || realRoot.map({ (real + "/").hasPrefix($0) }) == true else {
      throw DatasetError(.outsideRoot, place, "a link leads out of \(root.path), to \(real); \(Self.wayOut)")
    }
    return real
  }

  /// Reads a part of a file, or all of it.
  func read(_ path: String, offset: Int = 0, count: Int? = nil) throws(DatasetError) -> Data {
    let file = try File(path: try resolve(path), name: root.appending(path: path).path)
    let size = count ?? file.size
    guard size <= limits.fileSize else {
      throw DatasetError(.tooLarge, file.name, "\(size) bytes are more than the limit of \(limits.fileSize)")
    }
    return try file.read(offset: offset, count: size)
  }

  private static let wayOut = "allow paths outside the root if you trust this data set"

  private static func realPath(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}

/// An open file that is read by position, from any thread.
final class File: Sendable {
  let name: String
  let size: Int
  private let descriptor: Int32

  /// - Parameter name: what errors call the file; its path if nil.
  init(path: String, name: String? = nil) throws(DatasetError) {
    self.name = name ?? path
    // O_NONBLOCK: a named pipe is not waited for, it is refused below.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw DatasetError(errno: errno, place: self.name, doing: "be opened") }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      close(descriptor)
      throw DatasetError(errno: errno, place: self.name, doing: "be opened")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw DatasetError(.unreadable, self.name, "not a regular file")
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Reads exactly `count` bytes.
  func read(offset: Int, count: Int) throws(DatasetError) -> Data {
    guard offset >= 0, count >= 0, offset <= size - count else {
      throw DatasetError(.unreadable, name, "the file is cut off: bytes \(offset) to \(offset + count) of \(size)")
    }
    var data = Data(count: count)
    var done = 0
    while done < count {
      let got = data.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress! + done, count - done, off_t(offset + done))
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw DatasetError(errno: errno, place: name, doing: "be read") }
      guard got > 0 else { throw DatasetError(.unreadable, name, "the file became shorter while it was read") }
      done += got
    }
    return data
  }
}
