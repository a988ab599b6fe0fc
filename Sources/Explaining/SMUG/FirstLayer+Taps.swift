import NeuralNetwork

extension FirstLayer {
  /// Output channel of a neuron, given its index in the layer's output.
  func channel(of neuron: Int) -> Int {
    neuron / outputShape.dropFirst().reduce(1, *)
  }

  /// Visits the weights inside a neuron's receptive field with the index of the input element that each multiplies
  /// (padding, which contributes nothing, is passed over).
  func forEachTap(of neuron: Int, _ body: (_ weight: Double, _ index: Int) -> Void) {
    guard inputShape.count == 3 else {
      let count = inputShape.reduce(1, *)
      for index in 0..<count { body(weights[neuron * count + index], index) }
      return
    }
    let (height, width) = (inputShape[1], inputShape[2])
    let channelsPerGroup = inputShape[0] / groups
    let (kernelHeight, kernelWidth) = (kernel[0], kernel[1])
    let output = channel(of: neuron)
    let position = neuron % (outputShape[1] * outputShape[2])
    let top = position / outputShape[2] * strides[0] - pads[0]
    let left = position % outputShape[2] * strides[1] - pads[1]
    let firstChannel = output / (outputShape[0] / groups) * channelsPerGroup
    for channel in 0..<channelsPerGroup {
      for row in 0..<kernelHeight {
        let y = top + row * dilations[0]
        guard y >= 0, y < height else { continue }
        for column in 0..<kernelWidth {
          let x = left + column * dilations[1]
          guard x >= 0, x < width else { continue }
          let weight = ((output * channelsPerGroup + channel) * kernelHeight + row) * kernelWidth + column
          body(weights[weight], ((firstChannel + channel) * height + y) * width + x)
        }
      }
    }
  }
}
