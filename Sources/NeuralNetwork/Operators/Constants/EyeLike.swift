struct EyeLike: Operator {
  static let name = "EyeLike"
  static let summary = "Ones on a diagonal, zeros elsewhere, of the input's shape."
  static let inputs = 1...1

  private let type: ElementType?
  private let diagonal: Int

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    type = try attributes.int("dtype").flatMap { ElementType(rawValue: $0) }
    diagonal = try attributes.int("k", default: 0)
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    guard x.shape.count == 2, x.count <= Shape.listable else {
      throw .malformed("its input \(Shape.text(x.shape)) is not a matrix")
    }
    let values = (0..<x.count).map { i -> Double in
      let (row, column) = i.quotientAndRemainder(dividingBy: max(1, x.shape[1]))
      return column.subtractingReportingOverflow(row).partialValue == diagonal ? 1 : 0
    }
    return [Value(.computed(type ?? x.type, x.shape, values))]
  }
  func lower(_ node: LoweredNode) throws(NetworkError) {}
}
