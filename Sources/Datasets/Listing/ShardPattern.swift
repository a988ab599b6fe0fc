import Foundation

/// The archives that a text names, in WebDataset's spelling: `{000..146}` stands for a range of numbers, `{a,b}` for
/// either, `*` and `?` for any letters, `::` joins patterns.
struct ShardPattern {
  let text: String

  /// Archives relative to the root. Wildcards stand for archives that are there, in the order of their names.
  func archives(in reader: RootedReader) throws(DatasetError) -> [String] {
    var found: [String] = []
    var rest = text[...]
    while let joint = rest.firstRange(of: "::") {
      found += try archives(of: String(rest[..<joint.lowerBound]), in: reader)
      rest = rest[joint.upperBound...]
    }
    return found + (try archives(of: String(rest), in: reader))
  }

  private func archives(of pattern: String, in reader: RootedReader) throws(DatasetError) -> [String] {
    var found: [String] = []
    for name in try Self.expand(pattern) { found += try Self.matches(of: name, in: reader) }
    return found
  }

  private static func matches(of name: String, in reader: RootedReader) throws(DatasetError) -> [String] {
    guard name.contains(where: { "*?".contains($0) }) else { return [name] }
    let slash = name.lastIndex(of: "/")
    let folder = slash.map { String(name[..<$0]) } ?? ""
    guard !folder.contains(where: { "*?".contains($0) }) else {
      throw DatasetError(.invalid, name, "has a wildcard in the name of a folder; only file names may have one")
    }
    let file = slash.map { String(name[name.index(after: $0)...]) } ?? name
    let found = try FolderListing(reader: reader, extensions: ["tar"]).images(in: folder).filter {
      fnmatch(file, $0, 0) == 0
    }
    guard !found.isEmpty else { throw DatasetError(.invalid, reader.root.path, "holds no archive '\(name)'") }
    return found.map { folder.isEmpty ? $0 : folder + "/" + $0 }
  }

  /// `a-{08..11}.tar` gives a-08.tar, a-09.tar, a-10.tar, a-11.tar; `{train,val}.tar` train.tar and val.tar.
  static func expand(_ pattern: String) throws(DatasetError) -> [String] {
    guard let braces = pattern.firstMatch(of: /\{([^{}]*)\}/) else { return [pattern] }
    var result: [String] = []
    for choice in try choices(braces.1, of: pattern) {
      result += try expand(pattern.replacingCharacters(in: braces.range, with: choice))
    }
    return result
  }

  private static func choices(_ text: Substring, of pattern: String) throws(DatasetError) -> [String] {
    guard let range = text.wholeMatch(of: /(\d+)\.\.(\d+)/) else {
      guard text.contains(",") else {
        throw DatasetError(
          .invalid, pattern, "'{\(text)}' is neither a range such as {000..146} nor a list such as {a,b}")
      }
      return text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    guard let first = Int(range.1), let last = Int(range.2), first <= last, last - first < 1_000_000 else {
      throw DatasetError(.invalid, pattern, "not a range of numbers")
    }
    return (first...last).map { number in
      let digits = String(number)
      return String(repeating: "0", count: max(0, range.1.count - digits.count)) + digits
    }
  }
}
