import NeuralNetwork
import WholeNetwork

/// A model as a chain of layers that can be reasoned about exactly: its parameters as they are after loading (batch
/// normalization folded in double precision), as real numbers.
public struct EncodedNetwork: Sendable {
  public let network: PiecewiseLinearNetwork
  public let exact: ExactNetwork

  /// Entries of all layers' matrices together, convolutions unrolled, above which a network is refused.
  public static let entryLimit = 4_000_000

  /// - Throws: `NetworkError` or ``WholeNetworkError`` where the model is not a chain of fully connected layers,
  ///   convolutions, rectifiers and maxima, or is too large.
  public init(_ model: ExplainedModel) throws {
    let chain = try model.network.layerChain(to: model.logitTensor, inputShape: model.inputShape)
    var entries = 0
    var layers: [PiecewiseLinearNetwork.Layer] = []
    for step in chain.steps {
      switch step {
      case .rectifier: layers.append(.rectifier)
      case .scaling(let scale, let shift): layers.append(.affine(AffineLayer(scale: scale, shift: shift)))
      case .maxPool(let inputs, let members):
        var starts = [0]
        for group in members { starts.append(starts.last! + group.count) }
        layers.append(.maxPool(MaxPoolLayer(inputCount: inputs, starts: starts, members: Array(members.joined()))))
      case .layer(let layer):
        entries += layer.entryBound
        guard entries <= Self.entryLimit else {
          throw NetworkError(
            .tooLarge,
            "\(model.network.name): node '\(layer.node)': unrolled, its layers have more than \(Self.entryLimit) "
              + "weights; only small networks can be encoded whole")
        }
        layers.append(.affine(try layer.unrolled(in: model.network.name)))
      }
    }
    network = try PiecewiseLinearNetwork(inputCount: model.inputShape.reduce(1, *), layers: layers)
    exact = ExactNetwork(network)
  }
}

extension FirstLayer {
  /// At most so many entries has the unrolled matrix.
  fileprivate var entryBound: Int {
    let outputs = outputShape.reduce(1, *)
    guard kind == .convolution else { return weights.count }
    return outputs * (weights.count / max(1, weightShape[0]))
  }

  fileprivate func unrolled(in model: String) throws(NetworkError) -> AffineLayer {
    guard kind == .convolution else { return AffineLayer(weights: weights, bias: bias) }
    guard inputShape.count == 3 else {
      throw NetworkError(
        .unsupported, "\(model): node '\(node)': only convolutions over two spatial axes can be encoded whole")
    }
    var starts = [0]
    var columns: [Int32] = []
    var values: [Double] = []
    let neurons = outputShape.reduce(1, *)
    for neuron in 0..<neurons {
      forEachTap(of: neuron) { weight, index in
        columns.append(Int32(index))
        values.append(weight)
      }
      starts.append(columns.count)
    }
    return AffineLayer(
      inputCount: inputShape.reduce(1, *), rowStarts: starts, columns: columns, weights: values,
      bias: (0..<neurons).map { bias[channel(of: $0)] })
  }
}
