import Saliency

/// Pixel scores from the kept neurons (SMUG, step 5): SMUG_base gives each pixel the largest (or the summed) score among
/// the kept neurons whose receptive field covers it; pixels that no kept neuron sees get 0.
enum SMUGSaliency {
  static func base(
    fields: [LayerField], count: Int, neurons: [Int], scores: [Double], combination: SMUGSettings.Combination
  ) -> [Float] {
    var values = [Double](repeating: 0, count: count)
    // The last neuron that reached a pixel: a receptive field meets a pixel once per channel, but counts once.
    var seenBy = [Int](repeating: -1, count: count)
    for (order, neuron) in neurons.enumerated() {
      let score = scores[neuron]
      fields.field(of: neuron).forEachChange(of: neuron) { pixel, _ in
        let last = seenBy[pixel]
        guard last != order else { return }
        seenBy[pixel] = order
        switch combination {
        case .sum: values[pixel] += score
        case .max: values[pixel] = last < 0 ? score : max(values[pixel], score)
        }
      }
    }
    return values.map(Float.init)
  }

  /// SMUG: SMUG_base inside the mask, 0 outside.
  static func restricted(_ base: [Float], to mask: [Bool], grid: WindowGrid) -> [Float] {
    zip(base, grid.spread(mask)).map { value, isKept in isKept ? value : 0 }
  }
}
