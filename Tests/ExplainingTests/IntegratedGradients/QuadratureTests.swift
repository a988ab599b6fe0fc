import Foundation
import Testing

@testable import Explaining

struct QuadratureTests {
  private func integral(_ rule: Quadrature, _ f: (Double) -> Double) -> Double {
    zip(rule.points, rule.weights).reduce(0) { $0 + $1.1 * f($1.0) }
  }

  @Test(arguments: [1, 2, 5, 16, 64]) func gaussIsExactForPolynomials(count: Int) {
    let rule = Quadrature.gaussLegendre(count)
    for degree in [0, 1, count, 2 * count - 1] {
      let value = integral(rule) { pow($0, Double(degree)) }
      #expect(abs(value - 1 / Double(degree + 1)) < 1e-13)
    }
  }

  @Test(arguments: [1, 7, 15, 31, 127]) func fejerIsExactForPolynomialsAndNested(count: Int) {
    let rule = Quadrature.fejer(count)
    #expect(rule.points.count == count)
    #expect(rule.points == rule.points.sorted())
    for degree in [0, count / 2, count - 1] {
      let value = integral(rule) { pow($0, Double(degree)) }
      #expect(abs(value - 1 / Double(degree + 1)) < 1e-13)
    }
    let next = Quadrature.fejer(2 * count + 1)
    for i in 0..<count { #expect(abs(next.points[2 * i + 1] - rule.points[i]) < 1e-15) }
  }

  @Test func evenlySpacedRulesKeepTheirDefinitions() {
    let even = Quadrature.evenlySpaced(5)
    #expect(even.points == [0, 0.25, 0.5, 0.75, 1])
    #expect(even.weights == [0.2, 0.2, 0.2, 0.2, 0.2])
    #expect(Quadrature.trapezoid(3).weights == [0.25, 0.5, 0.25])
    #expect(Quadrature.rightRiemann(4).points == [0.25, 0.5, 0.75, 1])
  }

  @Test func anAdaptiveRuleSettlesAsManyAsSMUGTakes() {
    let adaptive = IntegratedGradients(rule: .adaptive(.init(tolerance: 0.5)))
    #expect(adaptive.settling(top: 20).rule == .adaptive(.init(tolerance: 0.5, top: 20)))
    #expect(IntegratedGradients(rule: .trapezoid(5)).settling(top: 20).rule == .trapezoid(5))
  }

  @Test(arguments: IntegratedGradients.Rule.Name.allCases)
  func aRuleIsMadeFromItsName(name: IntegratedGradients.Rule.Name) {
    #expect(IntegratedGradients.Rule(name).name == name)
    let rule = IntegratedGradients.Rule(name, points: 40)
    if case .adaptive(let adaptive) = rule {
      #expect(adaptive.maximumPoints == 40)
    } else {
      #expect(rule.pointCount == 40)
    }
  }
}
