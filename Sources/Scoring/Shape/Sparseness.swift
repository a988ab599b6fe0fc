import Foundation
import Saliency

/// Gini index of a map's absolute values: 0 when all are equal, towards 1 when one pixel holds everything. (Hurley and
/// Rickard, "Comparing measures of sparsity", IEEE Transactions on Information Theory 2009; for attributions: Chalasani
/// et al., ICML 2020.) Nil for a map of zeros.
public func gini(_ map: SaliencyMap) -> Double? {
  let sorted = map.values.map { Double(abs($0)) }.sorted()
  let total = sorted.reduce(0, +)
  guard total > 0, total.isFinite else { return nil }
  let n = Double(sorted.count)
  var weighted = 0.0
  for (i, value) in sorted.enumerated() { weighted += value / total * (n - Double(i + 1) + 0.5) / n }
  return 1 - 2 * weighted
}

/// Entropy, in nats, of the pixels' shares of a map's absolute mass: complexity as defined by Bhatt, Weller and Moura,
/// "Evaluating and aggregating feature-based model explanations", IJCAI 2020, definition 3. Nil for a map of zeros.
public func entropy(_ map: SaliencyMap) -> Double? {
  let total = map.values.reduce(0.0) { $0 + Double(abs($1)) }
  guard total > 0, total.isFinite else { return nil }
  return map.values.reduce(0.0) { sum, value in
    let share = Double(abs(value)) / total
    return share > 0 ? sum - share * log(share) : sum
  }
}
