extension ModelSession {
  /// Share of the first layers' neurons whose value is positive with everything hidden: to keep such a neuron's value asks
  /// little of a mask, or nothing.
  ///
  /// - Parameter hidden: what a hidden pixel is, a number or one for each channel. Hidden words are vectors of zeros.
  /// - Returns: nil where the network has no first layer.
  public func shareOnWhenHidden(_ hidden: [Float] = [0]) throws -> Double? {
    let values: FirstLayerValues?
    if let entry = model.sentences {
      let length = entry.embedding.length
      _ = try begin(ids: [Int](repeating: 0, count: length), words: 0..<length)
      values = try blankFirstLayer()
    } else {
      let count = model.inputShape.reduce(1, *)
      // A flat input holds the channels one behind the other as well.
      let pixels = model.inputShape.count == 3 ? count / model.inputShape[0] : count / max(1, hidden.count)
      let image = try SMUGSettings(hidden: hidden).hiddenImage(count: count, pixels: pixels)
      values = try forward(image).firstLayer
    }
    guard let neurons = values?.preActivation, !neurons.isEmpty else { return nil }
    return Double(neurons.count { $0 > 0 }) / Double(neurons.count)
  }
}
