import Yams

/// The keys of one mapping. It remembers which keys were asked for: ``finish()`` refuses any other, and a missing key
/// is blamed on a misspelt one that stands there in its place.
public struct YAMLMapping {
  /// The place of the mapping itself.
  public let value: YAMLValue
  /// In the order of the file.
  public let keys: [String]
  private let entries: [String: (key: Node, value: Node)]
  private var asked: [String] = []

  init(_ mapping: Node.Mapping, at value: YAMLValue) throws(JobFileError) {
    var keys: [String] = []
    var entries: [String: (key: Node, value: Node)] = [:]
    for (key, entry) in mapping {
      guard case .scalar(let name) = key else {
        throw JobFileError(file: value.file, line: key.mark?.line, message: "a key must be a word")
      }
      keys.append(name.string)
      entries[name.string] = (key, entry)
    }
    self.value = value
    self.keys = keys
    self.entries = entries
  }

  /// The value of a key that may be missing. A key without a value counts as missing.
  public mutating func optional(_ key: String) -> YAMLValue? {
    asked.append(key)
    guard let entry = entries[key] else { return nil }
    let found = YAMLValue(node: entry.value, file: value.file, path: path(key))
    return found.isNull ? nil : found
  }

  /// The value of a key that may be left empty but not missing, as in `- smug:`.
  public mutating func present(_ key: String) -> YAMLValue? {
    asked.append(key)
    return entries[key].map { YAMLValue(node: $0.value, file: value.file, path: path(key)) }
  }

  public mutating func required(_ key: String) throws(JobFileError) -> YAMLValue {
    if let found = optional(key) { return found }
    if let misspelt = Spelling.nearest(to: key, among: keys.filter { !asked.contains($0) }) {
      throw unknown(misspelt, nearest: key)
    }
    throw value.error("\(value.path.isEmpty ? "the job" : value.path) needs the key '\(key)'")
  }

  /// Refuses keys that nobody asked for. To be called after the last key was read.
  public func finish() throws(JobFileError) {
    if let key = keys.first(where: { !asked.contains($0) }) {
      throw unknown(key, nearest: Spelling.nearest(to: key, among: asked))
    }
  }

  private func path(_ key: String) -> String { value.path.isEmpty ? key : "\(value.path).\(key)" }

  private func unknown(_ key: String, nearest: String?) -> JobFileError {
    let place = value.path.isEmpty ? "" : " in \(value.path)"
    let hint = nearest.map { "did you mean '\($0)'?" } ?? "valid keys are \(asked.sorted().joined(separator: ", "))"
    return JobFileError(
      file: value.file, line: entries[key]?.key.mark?.line, message: "unknown key '\(key)'\(place); \(hint)")
  }
}
