import Foundation

/// Numbers classes by their names: line n of a file (from 0) begins with the identifier of class n, as in
/// `n01440764 tench`.
struct ClassList: Sendable {
  /// The lines, trimmed.
  let names: [String]
  private let labels: [String: Int]

  init(names: [String]) {
    self.names = names
    var labels: [String: Int] = [:]
    var ambiguous: Set<String> = []
    for (label, name) in names.enumerated() {
      for key in Set([name, String(name.prefix { !$0.isWhitespace && $0 != "," })]) where !key.isEmpty {
        if labels.updateValue(label, forKey: key) != nil { ambiguous.insert(key) }
      }
    }
    // The whole line still finds "golden retriever" where "golden eagle" is a class too.
    self.labels = labels.filter { !ambiguous.contains($0.key) }
  }

  init(contentsOf url: URL) throws(DatasetError) {
    let text = String(decoding: try Data(readingAll: url), as: UTF8.self)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    guard !lines.isEmpty else { throw DatasetError(.invalid, url.path, "the list of classes is empty") }
    self.init(names: lines)
  }

  /// The number of the class with this name or identifier.
  func label(of name: String) -> Int? { labels[name] }
}

extension Data {
  /// All of a file, for lists and tables that the job names itself.
  init(readingAll url: URL) throws(DatasetError) {
    do { self = try Data(contentsOf: url, options: .mappedIfSafe) } catch {
      let reason = FileManager.default.fileExists(atPath: url.path) ? error.localizedDescription : "no such file"
      throw DatasetError(.unreadable, url.path, "cannot be read: \(reason)")
    }
  }
}
