struct Hardmax: CompositeOperator {
  static let name = "Hardmax"
  static let summary = "1 at the first of the largest elements along an axis, 0 elsewhere; flat."
  static let inputs = 1...1

  private let axis: Int
  private let isFlattened: Bool

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    // Up to operator set 12 all axes from `axis` on are taken together.
    isFlattened = attributes.opset < 13
    axis = try attributes.int("axis", default: isFlattened ? 1 : -1)
  }

  func expand(_ inputs: [Value?], _ writer: inout NodeWriter) throws(NetworkError) -> [String] {
    let shape = try inputs.required(0).shape
    let place = isFlattened && axis == shape.count ? axis : try Shape.axis(axis, rank: shape.count)
    var x = writer.inputs[0]
    let length = isFlattened ? shape[place...].reduce(1, *) : shape[place]
    if isFlattened { x = try writer.reshape(x, [shape[..<place].reduce(1, *), length]) }
    let along = isFlattened ? 1 : place
    let largest = try writer.add("ArgMax", [x], ["axis": .int(along), "keepdims": .int(1)])
    let rank = isFlattened ? 2 : shape.count
    var places = [Int](repeating: 1, count: rank)
    places[along] = length
    let range = writer.constant(ConstantTensor(places, integers: (0..<length).map { Int64($0) }))
    let result = try writer.add("Cast", [writer.add("Equal", [largest, range])], ["to": .int(1)])
    return [isFlattened ? try writer.reshape(result, shape) : result]
  }
}
