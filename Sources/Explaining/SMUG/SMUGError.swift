/// Why an input cannot be explained by SMUG.
public enum SMUGError: Error, Equatable, CustomStringConvertible {
  case invalidSetting(_ name: String, _ value: String, _ expected: String)
  case windowTooLarge(window: Int, height: Int, width: Int)
  /// The first layer does not see the image pixel by pixel.
  case firstLayerShape(layer: [Int], image: [Int], node: String)
  /// The network has no layer that is linear in its input.
  case noFirstLayer
  /// The ranking starts from a black and a white picture, which the caller did not give.
  case noBlackWhite
  /// A setting that has a meaning for pictures only.
  case notForSentences(_ setting: String)
  /// No neuron among the top k has a positive value.
  case noActiveNeuron(considered: Int)

  public var description: String {
    switch self {
    case .invalidSetting(let name, let value, let expected):
      "\(name) is \(value), but must be \(expected)"
    case .windowTooLarge(let window, let height, let width):
      "window \(window) is larger than the \(height) x \(width) image: use at most \(max(height, width))"
    case .firstLayerShape(let layer, let image, let node):
      "the first layer \(node) reads a tensor of shape \(layer), which does not match the image's \(image) pixel by "
        + "pixel; name another layer with model.first-layer"
    case .noFirstLayer:
      "the network has no convolution or fully connected layer with constant weights on its input: SMUG has no neurons "
        + "to constrain"
    case .noBlackWhite:
      "the ranking ig-black-white needs the network's input for a black and a white picture"
    case .notForSentences(let setting): "'\(setting)' has no meaning for sentences, whose words are the windows"
    case .noActiveNeuron(let considered):
      "none of the \(considered) top-ranked first-layer neurons has a positive value: there is no evidence to keep"
    }
  }
}
