import ArgumentParser
import Explaining

/// `200`, `gauss:16`, `trapezoid:50`, `right:200`, `adaptive` or `adaptive:0.005`.
extension IntegratedGradients.Rule: ExpressibleByArgument {
  public init?(argument: String) {
    let parts = argument.split(separator: ":", maxSplits: 1).map(String.init)
    let count = Int(parts.last ?? "").flatMap { (1...1_000_000).contains($0) ? $0 : nil }
    switch (parts.first, parts.count) {
    case ("adaptive", 1): self = .adaptive(.init())
    case ("adaptive", 2):
      guard let tolerance = Double(parts[1]), tolerance > 0 else { return nil }
      self = .adaptive(.init(tolerance: tolerance))
    case ("gauss", 2):
      guard let count, count <= 10_000 else { return nil }
      self = .gaussLegendre(count)
    case ("trapezoid", 2):
      guard let count else { return nil }
      self = .trapezoid(count)
    case ("right", 2):
      guard let count else { return nil }
      self = .rightRiemann(count)
    case (_, 1):
      guard let count else { return nil }
      self = .evenlySpaced(count)
    default: return nil
    }
  }
}
