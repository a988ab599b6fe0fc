import Yams

/// A node of a YAML file that knows where it stands, so that every refusal names file, line and key.
public struct YAMLValue {
  let node: Node
  let file: String
  /// How the user would name this place: `methods[0].smug.k`; empty at the top.
  let path: String

  /// Parses a document.
  ///
  /// - Parameter file: the name to show in errors.
  public init(parsing text: String, file: String) throws(JobFileError) {
    do {
      guard let node = try Yams.compose(yaml: text) else {
        throw JobFileError(file: file, line: nil, message: "the file is empty")
      }
      self.init(node: node, file: file, path: "")
    } catch let error as JobFileError {
      throw error
    } catch let error as YamlError {
      throw JobFileError(file: file, line: nil, message: "not valid YAML: \(error)")
    } catch {
      throw JobFileError(file: file, line: nil, message: "not valid YAML: \(error)")
    }
  }

  init(node: Node, file: String, path: String) {
    self.node = node
    self.file = file
    self.path = path
  }

  public var line: Int? { node.mark?.line }

  /// An error at this place.
  public func error(_ message: String) -> JobFileError {
    JobFileError(file: file, line: line, message: message)
  }

  private func wrongType(_ expected: String) -> JobFileError {
    error("\(path.isEmpty ? "the file" : path) must be \(expected), but is \(Self.describe(node))")
  }

  static func describe(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.string.isEmpty ? "empty" : "'\(scalar.string)'"
    case .mapping: "a mapping (key: value)"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

  /// The scalar's text, whether quoted or not.
  public func string() throws(JobFileError) -> String {
    guard case .scalar(let scalar) = node, !isNull else { throw wrongType("text") }
    return scalar.string
  }

  public func int(in range: ClosedRange<Int>? = nil) throws(JobFileError) -> Int {
    guard case .scalar(let scalar) = node, scalar.style == .any || scalar.style == .plain,
      let value = Int(scalar.string.replacing("_", with: ""))
    else { throw wrongType("a whole number") }
    if let range, !range.contains(value) {
      throw error(
        range.upperBound == .max
          ? "\(path) is \(value), but must be at least \(range.lowerBound)"
          : "\(path) is \(value), but must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  public func double() throws(JobFileError) -> Double {
    guard case .scalar(let scalar) = node, scalar.style == .any || scalar.style == .plain,
      let value = Double(scalar.string), value.isFinite
    else { throw wrongType("a number") }
    return value
  }

  public func bool() throws(JobFileError) -> Bool {
    guard case .scalar(let scalar) = node, let value = ["true": true, "false": false][scalar.string] else {
      throw wrongType("true or false")
    }
    return value
  }

  /// One of a type's cases, by raw value.
  public func choice<Choice: CaseIterable & RawRepresentable>(
    of type: Choice.Type = Choice.self
  ) throws(JobFileError) -> Choice where Choice.RawValue == String {
    let text = try string()
    if let choice = Choice(rawValue: text) { return choice }
    throw unknownChoice(text, valid: Choice.allCases.map(\.rawValue))
  }

  func unknownChoice(_ text: String, valid: [String]) -> JobFileError {
    let hint = Spelling.nearest(to: text, among: valid).map { "; did you mean '\($0)'?" } ?? ""
    return error("\(path) is '\(text)', but must be one of \(valid.joined(separator: ", "))\(hint)")
  }

  public func list() throws(JobFileError) -> [YAMLValue] {
    guard case .sequence(let sequence) = node else { throw wrongType("a list") }
    return sequence.enumerated().map { YAMLValue(node: $1, file: file, path: "\(path)[\($0)]") }
  }

  public func mapping() throws(JobFileError) -> YAMLMapping {
    guard case .mapping(let mapping) = node else { throw wrongType("a mapping (key: value)") }
    return try YAMLMapping(mapping, at: self)
  }

  /// The value of one of a mapping's keys, and the mapping without it; nil where it has none.
  func taking(_ key: String) -> (value: YAMLValue?, rest: YAMLValue) {
    guard case .mapping(let mapping) = node, let value = mapping[key], !isNull else { return (nil, self) }
    let others = mapping.filter { $0.key.string != key }.map { ($0.key, $0.value) }
    let rest = Node.mapping(Node.Mapping(others, mapping.tag, mapping.style, mapping.mark))
    return (
      YAMLValue(node: value, file: file, path: path.isEmpty ? key : "\(path).\(key)"),
      YAMLValue(node: rest, file: file, path: path)
    )
  }

  public var isMapping: Bool { node.mapping != nil }
  public var isList: Bool { node.sequence != nil }
  /// Nothing, `~` or `null` stands here.
  public var isNull: Bool {
    guard case .scalar(let scalar) = node, scalar.style == .any || scalar.style == .plain else { return false }
    return ["", "~", "null"].contains(scalar.string)
  }
}
