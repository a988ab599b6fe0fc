import NeuralNetwork

/// Why an input cannot be explained by SMUG.
public enum SMUGError: Error, Equatable, CustomStringConvertible {
  case invalidSetting(_ name: String, _ value: String, _ expected: String)
  case windowTooLarge(window: Int, height: Int, width: Int)
  /// The network has no layer that is affine in its input, for the reason given.
  case noFirstLayer(NetworkError?)
  /// The image and the network's input differ in size.
  case inputSize(input: Int, height: Int, width: Int)
  /// The values of hidden pixels are neither one nor one a channel.
  case hiddenChannels(given: Int, channels: Int)
  /// The ranking starts from a black and a white image, which the caller did not give.
  case noBlackWhite
  /// A setting that has a meaning for images only.
  case notForSentences(_ setting: String)
  /// No neuron among the top k has evidence to keep.
  case noEvidence(considered: Int)
  /// Numbers that a network should not have: NaN or infinite.
  case notFinite(_ what: String)
  /// No mask satisfies the constraints, not even the one that keeps everything.
  case infeasible

  public var description: String {
    switch self {
    case .invalidSetting(let name, let value, let expected):
      "\(name) is \(value), but must be \(expected)"
    case .windowTooLarge(let window, let height, let width):
      "window \(window) is larger than the \(height) x \(width) image: use at most \(max(height, width))"
    case .noFirstLayer(let reason):
      "SMUG has no neurons to constrain: "
        + (reason?.description ?? "the network has no convolution or fully connected layer on its input")
    case .inputSize(let input, let height, let width):
      "the network's input of \(input) values is no image of \(height) x \(width) pixels"
    case .hiddenChannels(let given, let channels):
      "hidden lists \(given) numbers, but must be one, or one for each of \(channels) channels"
    case .noBlackWhite:
      "the ranking ig-black-white needs the network's input for a black and a white image"
    case .notForSentences(let setting): "'\(setting)' has no meaning for sentences, whose words are the windows"
    case .noEvidence(let considered):
      "none of the \(considered) top-ranked first-layer neurons has a positive value, or changes from what it is with "
        + "everything hidden: there is no evidence to keep"
    case .notFinite(let what): "\(what) are NaN or beyond the range of numbers"
    case .infeasible: "no mask satisfies the constraints, not even the one that keeps everything"
    }
  }
}
