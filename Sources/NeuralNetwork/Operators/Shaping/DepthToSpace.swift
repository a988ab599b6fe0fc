struct DepthToSpace: MovementOperator {
  static let name = "DepthToSpace"
  static let summary = "Blocks of channels become blocks of pixels."
  static let inputs = 1...1

  private let block: Int
  private let isColumnFirst: Bool

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    block = try attributes.int("blocksize", default: 0)
    isColumnFirst = try attributes.string("mode", default: "DCR", oneOf: ["DCR", "CRD"]) == "CRD"
    guard (1...1 << 16).contains(block) else { throw .malformed("blocksize = \(block)") }
  }

  func movements(_ inputs: [Value?]) throws(NetworkError) -> [Movement] {
    let s = try inputs.required(0).shape
    guard s.count == 4, s[1] % (block * block) == 0 else {
      throw .malformed("\(Shape.text(s)) has no blocks of \(block)")
    }
    let depth = s[1] / (block * block)
    return isColumnFirst
      ? [.transpose([s[0], depth, block, block, s[2], s[3]], [0, 1, 4, 2, 5, 3])]
      : [.transpose([s[0], block, block, depth, s[2], s[3]], [0, 3, 4, 1, 5, 2])]
  }

  func outputShape(_ i: Int, _ movement: Movement, _ inputs: [Value?]) throws(NetworkError) -> [Int] {
    let s = try inputs.required(0).shape
    return [s[0], s[1] / (block * block), s[2] * block, s[3] * block]
  }
}
