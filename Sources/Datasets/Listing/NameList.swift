import Foundation

/// Names of a folder's entries in one block of memory: a million strings of their own would take 200 MB.
struct NameList: RandomAccessCollection {
  /// The names' bytes, each followed by a zero.
  private var bytes: [CChar] = []
  private var starts: [Int] = []

  var startIndex: Int { 0 }
  var endIndex: Int { starts.count }

  subscript(index: Int) -> String {
    bytes.withUnsafeBufferPointer { String(cString: $0.baseAddress! + starts[index]) }
  }

  mutating func append(_ name: UnsafePointer<CChar>) {
    starts.append(bytes.count)
    bytes.append(contentsOf: UnsafeBufferPointer(start: name, count: strlen(name) + 1))
  }

  /// By bytes, whatever the locale.
  mutating func sort() {
    bytes.withUnsafeBufferPointer { bytes in
      starts.sort { strcmp(bytes.baseAddress! + $0, bytes.baseAddress! + $1) < 0 }
    }
  }
}
