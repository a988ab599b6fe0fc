import Reproducibility
import Testing

@testable import Explaining

@Suite struct PrincipalComponentTests {
  static let width = 30
  /// Three orthogonal directions with standard deviations 3, 2 and 1 about a mean of 0.5.
  static let directions: [[Double]] = {
    func unit(_ values: [Double]) -> [Double] {
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return values.map { $0 / length }
    }
    return [
      unit((0..<width).map { $0 < 10 ? 1 : 0 }), unit((0..<width).map { (10..<20).contains($0) ? 1 : 0 }),
      unit((0..<width).map { $0 >= 20 ? Double($0 - 15) : 0 }),
    ]
  }()

  static func inputs(_ count: Int, seed: UInt64 = 1, noise: Double = 0) -> [[Float]] {
    var numbers = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let factors = [3.0, 2.0, 1.0].map { $0 * numbers.normal() }
      return (0..<width).map { index in
        var value = 0.5 + noise * numbers.normal()
        for (factor, direction) in zip(factors, directions) { value += factor * direction[index] }
        return Float(value)
      }
    }
  }

  func moments(_ inputs: [[Float]], components: Int = 3, combined: Bool = false) throws -> PixelMoments {
    var moments = PixelMoments(width: Self.width, components: components, bound: 16, forceCombinations: combined)
    for input in inputs { try moments.add(input) }
    return moments
  }

  @Test(arguments: [false, true]) func findsPlantedDirections(combined: Bool) throws {
    let (vectors, variances) = PrincipalComponents.leading(
      3, of: try moments(Self.inputs(4000, noise: 0.01), combined: combined))
    for (index, wanted) in [9.0, 4.0, 1.0].enumerated() {
      #expect(abs(variances[index] / wanted - 1) < 0.08, "variance \(index): \(variances[index])")
      let share = zip(vectors[index], Self.directions[index]).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(share) > 0.998, "direction \(index)")
    }
  }

  /// Against covariances summed in Double.
  @Test func sumsAreTheCovarianceMatrix() throws {
    let inputs = Self.inputs(50)
    let moments = try moments(inputs)
    let mean = (0..<Self.width).map { column in inputs.reduce(0) { $0 + Double($1[column]) } / 50 }
    for (row, column) in [(0, 0), (3, 17), (29, 12)] {
      let wanted = inputs.reduce(0) { $0 + (Double($1[row]) - mean[row]) * (Double($1[column]) - mean[column]) } / 49
      #expect(abs(moments.covariance[row * Self.width + column] - wanted) < 1e-3)
    }
    let total = (0..<Self.width).reduce(0) { $0 + moments.covariance[$1 * Self.width + $1] }
    #expect(abs(moments.totalVariance - total) < 1e-9)
    #expect(abs(try self.moments(inputs, combined: true).totalVariance - total) < 1e-9)
  }

  @Test(arguments: [false, true]) func partsAddUpExactlyInAnyOrder(combined: Bool) throws {
    let inputs = Self.inputs(40)
    let whole = try moments(inputs, combined: combined)
    var parts = try moments(Array(inputs[25...].reversed()), combined: combined)
    parts.add(try moments(Array(inputs[..<25]), combined: combined))
    let same = parts == whole
    #expect(same)
    #expect(parts.count == 40)
  }

  @Test func eigenvectorsOfASmallMatrix() {
    // Eigenvalues 3 and 1 along the diagonals.
    let (vectors, values) = SymmetricEigen.decompose([2, 1, 1, 2], size: 2)
    #expect(abs(values[0] - 3) < 1e-12 && abs(values[1] - 1) < 1e-12)
    #expect(abs(abs(vectors[0][0]) - 0.5.squareRoot()) < 1e-12 && abs(vectors[0][0] - vectors[0][1]) < 1e-12)
    #expect(SymmetricEigen.decompose([5], size: 1).values == [5])
  }

  @Test func generatorIsMeanPlusComponents() throws {
    let generator = try PrincipalComponentGenerator(
      moments: moments(Self.inputs(2000)), components: 3, shape: [1, 5, 6])
    #expect(generator.latentCount == 3)
    #expect(generator.explainedShare > 0.999)
    let images = try generator.images(of: [0, 0, 0, 1, 0, 0], count: 2)
    #expect(images[..<30].allSatisfy { abs($0 - 0.5) < 0.1 })
    let step = zip(images[30...], images).map { Double($0 - $1) }
    #expect(abs(step.reduce(0) { $0 + $1 * $1 }.squareRoot() - 3) < 0.15)
    // The gradient of a weighted sum is the same whatever the latents, and equals finite differences.
    let weights = (0..<60).map { Float($0 % 7) - 3 }
    let gradients = try generator.latentGradients(of: [0, 0, 0, 1, 0, 0], count: 2) { _, gradients in
      for index in 0..<60 { gradients[index] = weights[index] }
    }
    let change = zip(step, weights).reduce(0) { $0 + $1.0 * Double($1.1) }
    #expect(abs(Double(gradients[0]) - change) < 1e-3)
  }

  @Test func refusesTooFewOrAlikeInputs() throws {
    let few = try moments(Self.inputs(3))
    #expect(throws: VariationError.tooFewItems(items: 3, components: 3)) {
      try PrincipalComponentGenerator(moments: few, components: 3, shape: [30])
    }
    let alike = try moments([[Float]](repeating: [Float](repeating: 0.25, count: 30), count: 9))
    #expect(throws: VariationError.self) {
      try PrincipalComponentGenerator(moments: alike, components: 3, shape: [30])
    }
    var narrow = PixelMoments(width: 2, components: 1, bound: 1)
    #expect(throws: VariationError.valueTooLarge(3, bound: 1)) { try narrow.add([0, 3]) }
    #expect(throws: VariationError.valueTooLarge(.infinity, bound: 1)) { try narrow.add([0, .infinity]) }
  }
}
