struct ShapeOperator: Operator {
  static let name = "Shape"
  static let summary = "The shape of the input, as a constant: shapes are known when a plan is made."
  static let inputs = 1...1

  private let start: Int
  private let end: Int?

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    start = try attributes.int("start", default: 0)
    end = try attributes.int("end")
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let shape = try inputs.required(0).shape
    func place(_ i: Int) -> Int { min(shape.count, max(0, i < 0 ? i + shape.count : i)) }
    let from = place(start)
    let to = max(from, place(end ?? shape.count))
    return [Value(ConstantTensor([to - from], integers: shape[from..<to].map { Int64($0) }))]
  }
  func lower(_ node: LoweredNode) throws(NetworkError) {}
}
