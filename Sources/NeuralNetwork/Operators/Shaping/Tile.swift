struct Tile: MovementOperator {
  static let name = "Tile"
  static let summary = "The tensor repeated along each axis."
  static let inputs = 2...2
  static let limits = "repeats constant"

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func movements(_ inputs: [Value?]) throws(NetworkError) -> [Movement] {
    let shape = try inputs.required(0).shape
    guard let repeats = try inputs.constant(1, "repeats")?.integers, repeats.count == shape.count,
      repeats.allSatisfy({ $0 >= 0 && $0 < 1 << 24 }),
      let count = Shape.count(zip(shape, repeats).map { $0.multipliedReportingOverflow(by: $1).partialValue }),
      count <= Shape.listable
    else { throw .malformed("its repeats do not fit \(Shape.text(shape))") }
    return [.pick(shape, zip(shape, repeats).map { extent, n in (0..<n * extent).map { $0 % extent } })]
  }
}
