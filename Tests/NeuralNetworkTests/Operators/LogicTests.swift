import Foundation
import Testing

@testable import NeuralNetwork

/// Truth values, casts, and operators that only ever give constants.
struct LogicTests {
  @Test(arguments: ["And", "Or", "Xor"]) func pairs(type: String) throws {
    func rule(_ a: Bool, _ b: Bool) -> Bool { type == "And" ? a && b : type == "Or" ? a || b : a != b }
    let check = OperatorCheck(type: type, inputs: [Array64([2, 2], [0, 0, 1, 1]), Array64([2], [0, 1])])
    try check.agrees(
      with: { x in Array64.make([2, 2]) { rule(x[0]![$0] != 0, x[1]![[$0[1]]] != 0) ? 1 : 0 } }, gradients: false)
  }

  @Test func negationAndTests() throws {
    try OperatorCheck(type: "Not", inputs: [Array64([3], [0, 1, 1])])
      .agrees(with: { _ in Array64([3], [1, 0, 0]) }, gradients: false)
    try OperatorCheck(type: "IsNaN", inputs: [Array64([3], [0, .nan, .infinity])])
      .agrees(with: { _ in Array64([3], [0, 1, 0]) }, gradients: false)
    try OperatorCheck(
      type: "IsInf", attributes: ["detect_negative": .int(0)], inputs: [Array64([3], [-.infinity, .nan, .infinity])]
    ).agrees(with: { _ in Array64([3], [0, 0, 1]) }, gradients: false)
  }

  @Test func casts() throws {
    let x = Array64([5], [-1.75, -0.25, 0, 0.5, 2.5])
    func cast(_ type: ElementType, _ expected: [Double], gradients: Bool = false) throws {
      try OperatorCheck(type: "Cast", attributes: ["to": .int(type.rawValue)], inputs: [x])
        .agrees(with: { gradients ? $0[0]! : Array64([5], expected) }, gradients: gradients)
      let like = OperatorCheck(type: "CastLike", inputs: [x, Array64([1], [0])], constants: [1])
      if type == .float { #expect(throws: Never.self) { try like.graph() } }
    }
    try cast(.int64, [-1, 0, 0, 0, 2])
    try cast(.bool, [1, 1, 0, 1, 1])
    try cast(.double, [], gradients: true)
  }

  private func constant(_ type: String, _ inputs: [Value]) throws -> ConstantTensor { try constant(type, [:], inputs) }

  private func constant(_ type: String, _ attributes: [String: NodeAttributes.Attribute], _ inputs: [Value]) throws
    -> ConstantTensor
  {
    var reader = NodeAttributes(opset: 17, inputCount: inputs.count, outputCount: 1, attributes: attributes)
    let operation = try #require(OperatorRegistry.byName[type]).init(&reader)
    return try #require(try operation.infer(inputs)[0].constant)
  }

  private func number(_ value: Int64) -> Value { Value(ConstantTensor([], integers: [value])) }

  @Test func constants() throws {
    #expect(try constant("Size", [Value(.float, [2, 3, 4])]).integers == [24])
    #expect(try constant("Shape", ["start": .int(1), "end": .int(-1)], [Value(.float, [2, 3, 4])]).integers == [3])
    #expect(try constant("Range", [number(2), number(9), number(3)]).integers == [2, 5, 8])
    #expect(try constant("Range", [number(5), number(0), number(-2)]).integers == [5, 3, 1])
    #expect(try constant("Range", [number(5), number(5), number(1)]).integers == [])
    #expect(try constant("EyeLike", ["k": .int(1)], [Value(.float, [2, 3])]).doubles == [0, 1, 0, 0, 0, 1])
    let matrix = Value(ConstantTensor([2, 2], [0.0, 3, 4, 0]))
    #expect(try constant("NonZero", [matrix]).integers == [0, 1, 1, 0])
    #expect(try constant("CastLike", [matrix, number(1)]).type == .int64)
  }
}
