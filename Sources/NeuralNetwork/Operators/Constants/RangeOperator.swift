struct RangeOperator: Operator {
  static let name = "Range"
  static let summary = "Numbers from a start to before a limit, by a step."
  static let since = 11
  static let inputs = 3...3
  static let limits = "constant"

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    guard let start = try inputs.constant(0, "start")?.doubles.first,
      let limit = try inputs.constant(1, "limit")?.doubles.first,
      let step = try inputs.constant(2, "delta")?.doubles.first, step != 0
    else { throw .malformed("its start, limit or delta is missing or zero") }
    let count = Swift.max(0, ((limit - start) / step).rounded(.up))
    guard count <= Double(Shape.listable) else { throw .tooLarge("a range of \(count) numbers") }
    let type = try inputs.required(0).type
    return [Value(.computed(type, [Int(count)], (0..<Int(count)).map { start + Double($0) * step }))]
  }
  func lower(_ node: LoweredNode) throws(NetworkError) {}
}
