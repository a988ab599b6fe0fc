struct Trilu: TableOperator {
  static let name = "Trilu"
  static let summary = "The upper or lower triangle of each matrix, zeros elsewhere."
  static let since = 14
  static let inputs = 1...2
  static let limits = "diagonal constant"

  private let isUpper: Bool

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    isUpper = try attributes.bool("upper", default: true)
  }

  func table(_ inputs: [Value?]) throws(NetworkError) -> (shape: [Int], sources: [Int]) {
    let x = try inputs.required(0)
    let diagonal = try inputs.constant(1, "k")?.integers.first ?? 0
    guard x.shape.count >= 2, diagonal.magnitude <= 1 << 30, x.count <= Shape.listable else {
      throw .malformed("its input is not a matrix")
    }
    let (rows, columns) = (x.shape[x.shape.count - 2], x.shape[x.shape.count - 1])
    return (
      x.shape,
      (0..<x.count).map { i in
        let distance = i % columns - i / columns % rows - diagonal
        return (isUpper ? distance >= 0 : distance <= 0) ? i : -1
      }
    )
  }
}
