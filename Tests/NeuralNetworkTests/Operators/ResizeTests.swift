import Foundation
import Testing

@testable import NeuralNetwork

/// Resizing against interpolation written out.
struct ResizeTests {
  private func scales(_ values: [Double]) -> Array64 { Array64([values.count], values) }

  private func check(
    _ attributes: [String: NodeAttributes.Attribute], factors: [Double], to target: [Int],
    weights: @escaping (_ output: Int, _ axis: Int) -> [(Int, Double)]
  ) throws {
    let source = [1, 2, 4, 5]
    try OperatorCheck(
      type: "Resize", opset: 18, attributes: attributes,
      inputs: [Array64(source, seed: 4), nil, scales([1, 1] + factors)], constants: [2]
    ).agrees(with: { x in
      Array64.make([1, 2] + target) { o in
        var sum = 0.0
        for (row, p) in weights(o[2], 0) {
          for (column, q) in weights(o[3], 1) {
            sum += p * q * x[0]![[0, o[1], min(3, max(0, row)), min(4, max(0, column))]]
          }
        }
        return sum
      }
    })
  }

  @Test(arguments: ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]) func nearest(mode: String) throws {
    try check(
      ["nearest_mode": .string(mode), "coordinate_transformation_mode": .string("asymmetric")], factors: [2, 1.25],
      to: [8, 6]
    ) { output, axis in
      let place: Double = Double(output) / (axis == 0 ? 2 : 1.25)
      let fraction: Double = place - floor(place)
      let up: Bool =
        switch mode {
        case "floor": false
        case "ceil": fraction > 0
        case "round_prefer_floor": fraction > 0.5
        default: fraction >= 0.5
        }
      return [(Int(floor(place)) + (up ? 1 : 0), 1)]
    }
  }

  @Test(arguments: ["half_pixel", "align_corners", "asymmetric", "pytorch_half_pixel"])
  func linear(coordinates: String) throws {
    let factors = [2.0, 0.6]
    let extents = [4.0, 5.0]
    let target = [8, 3]
    try check(
      ["mode": .string("linear"), "coordinate_transformation_mode": .string(coordinates)], factors: factors, to: target
    ) { output, axis in
      let o = Double(output)
      let place: Double =
        switch coordinates {
        case "align_corners": o * (extents[axis] - 1) / Double(target[axis] - 1)
        case "asymmetric": o / factors[axis]
        default: (o + 0.5) / factors[axis] - 0.5
        }
      let low = floor(place)
      return [(Int(low), 1 - (place - low)), (Int(low) + 1, place - low)]
    }
  }

  @Test func cubic() throws {
    try check(["mode": .string("cubic"), "cubic_coeff_a": .float(-0.5)], factors: [2, 2], to: [8, 10]) { output, _ in
      let place = (Double(output) + 0.5) / 2 - 0.5
      let low = floor(place)
      return (-1...2).map { i in
        // The Keys kernel with a = -1/2.
        let d: Double = abs(place - low - Double(i))
        let near: Double = (1.5 * d - 2.5) * d * d + 1
        let far: Double = ((-0.5 * d + 2.5) * d - 4) * d + 2
        return (Int(low) + i, d <= 1 ? near : far)
      }
    }
  }

  @Test func upsampleAndSizes() throws {
    try OperatorCheck(
      type: "Upsample", opset: 9, inputs: [Array64([1, 1, 2, 3], seed: 1), scales([1, 1, 2, 3])], constants: [1]
    ).agrees(with: { x in Array64.make([1, 1, 4, 9]) { o in x[0]![[0, 0, o[2] / 2, o[3] / 3]] } })
    try OperatorCheck(
      type: "Resize", opset: 18,
      attributes: [
        "axes": .ints([3, 2]), "coordinate_transformation_mode": .string("asymmetric"),
        "nearest_mode": .string("floor"),
      ],
      inputs: [Array64([1, 1, 2, 3], seed: 1), nil, nil, Array64([2], [6, 4])], integers: [3]
    ).agrees(with: { x in Array64.make([1, 1, 4, 6]) { o in x[0]![[0, 0, o[2] / 2, o[3] / 2]] } })
  }
}
