import Explaining
import Foundation
import Testing

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

  @Test(arguments: [1, 3]) func kronrodIsExactForPolynomialsAndHoldsGauss(panels: Int) {
    let (rule, coarse) = Quadrature.gaussKronrod15(panels: panels)
    #expect(rule.points.count == 15 * panels)
    #expect(rule.points == rule.points.sorted())
    let high = integral(rule) { pow($0, 22) }
    #expect(abs(high - 1 / 23.0) < 1e-13)
    let low = integral(Quadrature(points: rule.points, weights: coarse)) { pow($0, 13) }
    #expect(abs(low - 1 / 14.0) < 1e-13)
    #expect(coarse.filter { $0 != 0 }.count == 7 * panels)
  }

  @Test func evenlySpacedRulesKeepTheirDefinitions() {
    let even = Quadrature.evenlySpaced(5)
    #expect(even.points == [0, 0.25, 0.5, 0.75, 1])
    #expect(even.weights == [0.2, 0.2, 0.2, 0.2, 0.2])
    #expect(Quadrature.trapezoid(3).weights == [0.25, 0.5, 0.25])
    #expect(Quadrature.rightRiemann(4).points == [0.25, 0.5, 0.75, 1])
  }
}
