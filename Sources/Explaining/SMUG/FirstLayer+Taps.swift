import NeuralNetwork

extension FirstLayer {
  /// Output channel of a neuron, given its index in the layer's output.
  func channel(of neuron: Int) -> Int {
    kind == .positionwise ? neuron % outputShape.last! : neuron / outputShape.dropFirst().reduce(1, *)
  }

  /// Visits the weights inside a neuron's receptive field with the index of the input element that each multiplies
  /// (padding, which contributes nothing, is passed over).
  func forEachTap(of neuron: Int, _ body: (_ weight: Double, _ index: Int) -> Void) {
    guard kind == .convolution else {
      // A fully connected layer is one of a single position.
      let (inputs, outputs) = (weightShape[1], weightShape[0])
      let (position, output) = neuron.quotientAndRemainder(dividingBy: outputs)
      for index in 0..<inputs { body(weights[output * inputs + index], position * inputs + index) }
      return
    }
    // A convolution over words alone is one over an image of height 1.
    let isFlat = inputShape.count == 2
    let (height, width) = (isFlat ? 1 : inputShape[1], inputShape.last!)
    let channelsPerGroup = inputShape[0] / groups
    let (kernelHeight, kernelWidth) = (isFlat ? 1 : kernel[0], kernel.last!)
    let output = channel(of: neuron)
    let outputWidth = outputShape.last!
    let position = neuron % (outputShape.dropFirst().reduce(1, *))
    let top = isFlat ? 0 : position / outputWidth * strides[0] - pads[0]
    let left = position % outputWidth * strides.last! - (isFlat ? pads[0] : pads[1])
    let firstChannel = output / (outputShape[0] / groups) * channelsPerGroup
    for channel in 0..<channelsPerGroup {
      for row in 0..<kernelHeight {
        let y = isFlat ? 0 : top + row * dilations[0]
        guard y >= 0, y < height else { continue }
        for column in 0..<kernelWidth {
          let x = left + column * dilations.last!
          guard x >= 0, x < width else { continue }
          let weight = ((output * channelsPerGroup + channel) * kernelHeight + row) * kernelWidth + column
          body(weights[weight], ((firstChannel + channel) * height + y) * width + x)
        }
      }
    }
  }
}
