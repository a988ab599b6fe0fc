struct Constant: Operator {
  static let name = "Constant"
  static let summary = "A value stored in the node."
  static let inputs = 0...0
  static let limits = "no sparse values, no strings"

  private let value: ConstantTensor

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    if let tensor = try attributes.tensor("value") {
      value = tensor
    } else if let v = try attributes.float("value_float") {
      value = ConstantTensor([], [v])
    } else if let v = try attributes.floats("value_floats") {
      value = ConstantTensor([v.count], v)
    } else if let v = try attributes.int("value_int") {
      value = ConstantTensor([], integers: [Int64(v)])
    } else if let v = try attributes.ints("value_ints") {
      value = ConstantTensor([v.count], integers: v.map { Int64($0) })
    } else {
      throw .unsupported("a constant that is neither a tensor nor numbers")
    }
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] { [Value(value)] }
  func lower(_ node: LoweredNode) throws(NetworkError) {}
}
