import Foundation
import NeuralNetwork
import Testing

@testable import Explaining

/// Refinement of a path whose gradient is known.
struct PathRefinementTests {
  /// Three elements: one whose gradient jumps, one that changes steadily, one that never changes.
  static func gradient(_ alpha: Double) -> [Double] { [alpha < 0.37 ? 5 : -3, 2 * alpha, 1] }
  static let integral = [0.37 * 5 - 0.63 * 3, 1, 1]
  static let scale = [1, 2, 0.5]

  static func refined(batch: Int, rounds: Int) throws -> (refinement: PathRefinement, points: [Double]) {
    var points = Quadrature.fejer(15).points
    var refinement = PathRefinement(points: points, gradients: points.map(gradient), scale: scale)
    for _ in 0..<rounds {
      let chosen = refinement.worst(batch: batch)
      let cost = refinement.cost(chosen)
      #expect(cost <= batch || chosen.count == 1)
      let before = points.count
      try refinement.refine(chosen) { (new, parts) in
        points += new
        return parts.map { part in
          part.reduce(into: [0.0, 0, 0]) { sum, i in
            for (j, value) in gradient(new[i]).enumerated() { sum[j] += value }
          }
        }
      }
      #expect(points.count == before + cost && refinement.points == points.count)
    }
    return (refinement, points)
  }

  @Test func noPointIsEvaluatedTwice() throws {
    let points = try Self.refined(batch: 8, rounds: 12).points
    #expect(Set(points).count == points.count)
    #expect(points.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test func pointsGoWhereTheGradientJumps() throws {
    let points = try Self.refined(batch: 4, rounds: 10).points
    let coarse = Quadrature.fejer(15).points
    let jump = (coarse.last { $0 < 0.37 }!)...(coarse.first { $0 > 0.37 }!)
    let there = points.dropFirst(15).count { jump.contains($0) }
    #expect(there * 2 > points.count - 15)
  }

  @Test func errorsStayBelowTheEstimate() throws {
    for rounds in [0, 2, 4, 8, 12] {
      let refinement = try Self.refined(batch: 8, rounds: rounds).refinement
      let integral = refinement.integral()
      let error = zip(zip(integral, Self.integral), Self.scale).reduce(0) { sum, x in
        sum + pow((x.0.0 - x.0.1) * x.1, 2)
      }.squareRoot()
      // What is left of a jump at an odd place may be a little more than what the last halving has moved.
      #expect(error <= 2 * refinement.change + 0.003, "\(rounds) rounds: \(error), \(refinement.change)")
    }
    let fine = try Self.refined(batch: 8, rounds: 14).refinement
    for (value, truth) in zip(fine.integral(), Self.integral) { #expect(abs(value - truth) < 1e-4) }
  }
}
