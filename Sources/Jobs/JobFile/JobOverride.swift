import Yams

/// A value of a job file that the command line sets, `methods.smug.k=1000`, in place of what the file says.
public struct JobOverride: Sendable, Equatable {
  /// Keys from the top down, separated by dots. An entry of a list goes by its number, `methods[0]`, or by its name where
  /// it has one: `methods.smug` is the first entry of the list that is `smug` or has that key.
  public var path: String
  /// The new value, in YAML.
  public var value: String

  /// Reads `PATH=VALUE`.
  public init(parsing text: String) throws(JobFileError) {
    guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
      throw JobFileError(
        file: "--set \(text)", line: nil, message: "takes a key and its value, such as methods.smug.k=1000")
    }
    path = String(text[..<sign])
    value = String(text[text.index(after: sign)...])
  }

  /// As it was given.
  public var text: String { "\(path)=\(value)" }

  /// The job with the value set. Mappings on the way are made where they are missing; whether there is such a key is told
  /// by whoever reads the job.
  func applied(to top: YAMLValue) throws(JobFileError) -> YAMLValue {
    let new: Node
    do { new = try Yams.compose(yaml: value) ?? "" } catch { throw failure("'\(value)' is not valid YAML: \(error)") }
    return YAMLValue(
      node: try setting(Self.withoutMarks(new), at: try steps()[...], in: top.node), file: top.file, path: top.path)
  }

  private func failure(_ message: String) -> JobFileError {
    JobFileError(file: "--set \(text)", line: nil, message: message)
  }

  /// Where a value stands on the command line is no line of the file.
  private static func withoutMarks(_ node: Node) -> Node {
    switch node {
    case .scalar(let scalar): .scalar(Node.Scalar(scalar.string, scalar.tag, scalar.style))
    case .sequence(let list): .sequence(Node.Sequence(list.map(withoutMarks), list.tag, list.style))
    case .mapping(let mapping):
      .mapping(
        Node.Mapping(
          mapping.map { (withoutMarks($0.key), withoutMarks($0.value)) }, mapping.tag, mapping.style))
    case .alias: node
    }
  }

  private enum Step {
    case key(String)
    case entry(Int)
  }

  private func steps() throws(JobFileError) -> [Step] {
    var steps: [Step] = []
    for part in path.split(separator: ".", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      guard let key = pieces.first, !key.isEmpty else { throw failure("'\(path)' has an empty key") }
      steps.append(.key(String(key)))
      for piece in pieces.dropFirst() {
        guard piece.hasSuffix("]"), let index = Int(piece.dropLast()), index >= 0 else {
          throw failure("'[\(piece)' is no entry of a list; write [0] for the first")
        }
        steps.append(.entry(index))
      }
    }
    return steps
  }

  private func setting(_ new: Node, at steps: ArraySlice<Step>, in node: Node?) throws(JobFileError) -> Node {
    guard let step = steps.first else { return new }
    let rest = steps.dropFirst()
    switch (step, node) {
    case (.entry(let index), .sequence(var list)?):
      guard list.indices.contains(index) else {
        throw failure("the list has \(list.count) entries, so there is no [\(index)]")
      }
      list[index] = try setting(new, at: rest, in: list[index])
      return .sequence(list)
    case (.entry, _):
      throw failure("there is no list where [ ] asks for an entry of one")
    case (.key(let key), .sequence(var list)?):
      guard let index = list.firstIndex(where: { $0.string == key || $0.mapping?[Node(key)] != nil }) else {
        throw failure("the list has no entry '\(key)'; name one that it has, or its number as [0]")
      }
      list[index] = try setting(new, at: steps, in: list[index].mapping == nil ? [:] : list[index])
      return .sequence(list)
    case (.key(let key), .mapping(var mapping)?):
      mapping[Node(key)] = try setting(new, at: rest, in: mapping[Node(key)])
      return .mapping(mapping)
    case (.key(let key), _):
      // A scalar gives way: `smug` alone, or `sampling: 16` that becomes a mapping.
      return .mapping([Node(key): try setting(new, at: rest, in: nil)])
    }
  }
}
