/// A node's attributes as the operators read them. Whatever an operator has not asked for is refused, so that no attribute
/// is silently ignored.
struct NodeAttributes {
  enum Attribute: Sendable {
    case float(Float)
    case int(Int)
    case string(String)
    case tensor(ConstantTensor)
    case floats([Float])
    case ints([Int])
    case strings([String])
    case graph(Subgraph)
    case unsupported(String)
  }

  /// Version of the ONNX operator set that the model imports.
  let opset: Int
  let inputCount: Int
  let outputCount: Int
  private let attributes: [String: Attribute]
  private var asked: Set<String> = []

  init(opset: Int, inputCount: Int, outputCount: Int, attributes: [String: Attribute]) {
    self.opset = opset
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.attributes = attributes
  }

  var unread: [String] { attributes.keys.filter { !asked.contains($0) }.sorted() }

  mutating func has(_ name: String) -> Bool {
    asked.insert(name)
    return attributes[name] != nil
  }

  private mutating func take(_ name: String) -> Attribute? {
    asked.insert(name)
    return attributes[name]
  }

  private func wrong(_ name: String, _ wanted: String) -> NetworkError {
    .malformed("attribute '\(name)' is not \(wanted)")
  }

  mutating func int(_ name: String) throws(NetworkError) -> Int? {
    switch take(name) {
    case nil: return nil
    case .int(let v): return v
    default: throw wrong(name, "an integer")
    }
  }
  mutating func int(_ name: String, default value: Int) throws(NetworkError) -> Int { try int(name) ?? value }

  mutating func bool(_ name: String, default value: Bool) throws(NetworkError) -> Bool {
    try int(name, default: value ? 1 : 0) != 0
  }

  mutating func float(_ name: String) throws(NetworkError) -> Float? {
    switch take(name) {
    case nil: return nil
    case .float(let v): return v
    default: throw wrong(name, "a number")
    }
  }
  mutating func float(_ name: String, default value: Float) throws(NetworkError) -> Float { try float(name) ?? value }

  mutating func string(_ name: String) throws(NetworkError) -> String? {
    switch take(name) {
    case nil: return nil
    case .string(let v): return v
    default: throw wrong(name, "a text")
    }
  }
  mutating func string(_ name: String, default value: String, oneOf allowed: [String]) throws(NetworkError) -> String {
    let text = try string(name) ?? value
    guard allowed.contains(text) else {
      throw .unsupported("attribute \(name) = '\(text)'; supported: \(allowed.joined(separator: ", "))")
    }
    return text
  }

  mutating func ints(_ name: String) throws(NetworkError) -> [Int]? {
    switch take(name) {
    case nil: return nil
    case .ints(let v): return v
    default: throw wrong(name, "a list of integers")
    }
  }

  mutating func floats(_ name: String) throws(NetworkError) -> [Float]? {
    switch take(name) {
    case nil: return nil
    case .floats(let v): return v
    default: throw wrong(name, "a list of numbers")
    }
  }

  mutating func strings(_ name: String) throws(NetworkError) -> [String]? {
    switch take(name) {
    case nil: return nil
    case .strings(let v): return v
    default: throw wrong(name, "a list of texts")
    }
  }

  mutating func tensor(_ name: String) throws(NetworkError) -> ConstantTensor? {
    switch take(name) {
    case nil: return nil
    case .tensor(let v): return v
    default: throw wrong(name, "a tensor")
    }
  }

  mutating func graph(_ name: String) throws(NetworkError) -> Subgraph? {
    switch take(name) {
    case nil: return nil
    case .graph(let v): return v
    default: throw wrong(name, "a graph")
    }
  }

  /// Marks attributes as known that change nothing in inference.
  mutating func ignore(_ names: String...) { asked.formUnion(names) }

  func requireInputs(_ range: ClosedRange<Int>) throws(NetworkError) {
    guard range.contains(inputCount) else {
      throw .malformed("has \(inputCount) inputs where \(range.lowerBound)...\(range.upperBound) are allowed")
    }
  }
}
