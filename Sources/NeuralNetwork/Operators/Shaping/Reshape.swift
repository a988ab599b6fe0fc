struct Reshape: ReshapingOperator {
  static let name = "Reshape"
  static let summary = "Another shape; 0 copies an extent, -1 stands for what is left."
  static let inputs = 2...2
  static let limits = "shape constant once the input's shape is known"

  private let allowsZero: Bool

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    allowsZero = try attributes.bool("allowzero", default: false)
  }

  func shape(_ inputs: [Value?]) throws(NetworkError) -> [Int] {
    let x = try inputs.required(0)
    guard var target = try inputs.constant(1, "shape")?.integers else { throw .malformed("its input 1 is missing") }
    for i in target.indices where target[i] == 0 && !allowsZero {
      guard i < x.shape.count else { throw .malformed("its shape copies axis \(i), which the input does not have") }
      target[i] = x.shape[i]
    }
    let free = target.indices.filter { target[$0] == -1 }
    guard free.count <= 1, !target.contains(where: { $0 < -1 }) else {
      throw .malformed("the shape \(Shape.text(target)) is not possible")
    }
    if let axis = free.first {
      target[axis] = 1
      guard let rest = Shape.count(target), rest > 0, x.count % rest == 0 else {
        throw .malformed("\(x.count) elements do not fit the shape \(Shape.text(target)) with axis \(axis) free")
      }
      target[axis] = x.count / rest
    }
    return target
  }
}
