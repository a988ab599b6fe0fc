import Reproducibility
import Saliency

/// How much a map changes when the input hardly does: the largest relative change of the map, in Euclidean norm, over
/// inputs with uniform noise within a radius. (Yeh et al., "On the (in)fidelity and sensitivity of explanations",
/// NeurIPS 2019, section 4: max-sensitivity, estimated by sampling; divided by the map's own norm.)
///
/// - Parameters:
///   - radius: largest noise per value, in the model's input range.
///   - explain: makes the map of a noisy input, for the same target. Costs one explanation per sample.
/// - Returns: nil for a map of zeros.
public func sensitivity(
  of map: SaliencyMap, on input: ModelInput, radius: Float, samples: Int = 10, seed: UInt64 = 1,
  explain: (ModelInput) throws -> SaliencyMap
) rethrows -> Double? {
  let norm = map.values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
  guard norm > 0 else { return nil }
  var generator = SeededGenerator(seed: seed)
  var largest = 0.0
  for _ in 0..<samples {
    var noisy = input
    for i in noisy.values.indices { noisy.values[i] += radius * Float(2 * generator.unit() - 1) }
    let other = try explain(noisy)
    let change = zip(map.values, other.values).reduce(0.0) {
      let difference = Double($1.0) - Double($1.1)
      return $0 + difference * difference
    }
    largest = max(largest, change.squareRoot() / norm)
  }
  return largest
}

/// `stability`: how much a map changes when the input hardly does.
public struct Stability: Measure {
  public static let key = "stability"
  public static let scores = [
    ScoreDescription(
      key: "stability", name: "Sensitivity to noise", family: .faithfulness, direction: .lower, subjects: [.map],
      explanation: "Largest relative change of the map under small noise.",
      details:
        "In Euclidean norm, under uniform noise of up to 0.1 in the model's input. It takes 5 explanations of noisy inputs.",
      source: "Yeh et al., 2019")
  ]

  /// Largest noise per value, in the model's input range.
  public var radius: Float = 0.1
  /// Noisy inputs that are explained.
  public var samples = 5

  public init() {}

  public func plans(of map: SaliencyMap, for item: ScoredItem) -> [ScorePlan] {
    guard let explain = item.explain else { return [] }
    return [
      ScorePlan {
        let change = try sensitivity(
          of: map, on: item.input, radius: radius, samples: samples, seed: item.seed, explain: explain)
        return change.map { [NamedValue(Self.scores[0].key, $0)] } ?? []
      }
    ]
  }
}
