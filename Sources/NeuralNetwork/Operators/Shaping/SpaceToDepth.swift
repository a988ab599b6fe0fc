struct SpaceToDepth: MovementOperator {
  static let name = "SpaceToDepth"
  static let summary = "Blocks of pixels become blocks of channels."
  static let inputs = 1...1

  private let block: Int

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    block = try attributes.int("blocksize", default: 0)
    guard (1...1 << 16).contains(block) else { throw .malformed("blocksize = \(block)") }
  }

  func movements(_ inputs: [Value?]) throws(NetworkError) -> [Movement] {
    let s = try inputs.required(0).shape
    guard s.count == 4, s[2] % block == 0, s[3] % block == 0 else {
      throw .malformed("\(Shape.text(s)) has no blocks of \(block)")
    }
    return [.transpose([s[0], s[1], s[2] / block, block, s[3] / block, block], [0, 3, 5, 1, 2, 4])]
  }

  func outputShape(_ i: Int, _ movement: Movement, _ inputs: [Value?]) throws(NetworkError) -> [Int] {
    let s = try inputs.required(0).shape
    return [s[0], s[1] * block * block, s[2] / block, s[3] / block]
  }
}
