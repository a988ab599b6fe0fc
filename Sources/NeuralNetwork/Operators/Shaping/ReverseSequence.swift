struct ReverseSequence: TableOperator {
  static let name = "ReverseSequence"
  static let summary = "The first elements of each sequence in reverse order."
  static let since = 10
  static let inputs = 2...2
  static let limits = "lengths constant"

  private let batchAxis: Int
  private let timeAxis: Int

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    batchAxis = try attributes.int("batch_axis", default: 1)
    timeAxis = try attributes.int("time_axis", default: 0)
    guard Set([batchAxis, timeAxis]) == [0, 1] else { throw .malformed("batch_axis and time_axis must be 0 and 1") }
  }

  func table(_ inputs: [Value?]) throws(NetworkError) -> (shape: [Int], sources: [Int]) {
    let shape = try inputs.required(0).shape
    guard shape.count >= 2, let lengths = try inputs.constant(1, "sequence_lens")?.integers,
      lengths.count == shape[batchAxis], lengths.allSatisfy({ $0 >= 0 && $0 <= shape[timeAxis] })
    else { throw .malformed("its lengths do not fit \(Shape.text(shape))") }
    let strides = Shape.strides(shape)
    return (
      shape,
      (0..<shape.reduce(1, *)).map { i in
        let time = i / strides[timeAxis] % shape[timeAxis]
        let length = lengths[i / strides[batchAxis] % shape[batchAxis]]
        return time < length ? i + (length - 1 - 2 * time) * strides[timeAxis] : i
      }
    )
  }
}
