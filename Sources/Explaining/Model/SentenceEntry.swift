import NeuralNetwork

/// How a sentence enters a network that is explained from its embedding on.
public struct SentenceEntry: Sendable {
  public let embedding: TokenEmbedding
  /// For each first layer and each element of its input: the token that the element comes from, -1 for none.
  let tokensOfElements: [[Int32]]
  /// From token ids to their vectors, and to whatever else the network computes from the ids alone (where they are
  /// padding, for example), which hiding a word does not change.
  let plan: Plan
  let surroundings: [String]

  init(
    _ network: Network, embedding: TokenEmbedding, surroundings: [String], layers: [FirstLayer], openShape: [Int]?
  ) throws(NetworkError) {
    self.embedding = embedding
    var seen: Set<String> = []
    self.surroundings = surroundings.filter { seen.insert($0).inserted }
    let ids = network.inputs[0].name
    plan = try Plan(
      network, to: [embedding.tensor] + self.surroundings.filter { $0 != ids }, inputShape: openShape, batch: 1)
    tokensOfElements = try Self.tokensOfElements(
      network, embedding: embedding, layers: layers, openShape: openShape)
  }

  /// Changes the vector of one token after the other and sees which elements of the layers' inputs follow.
  ///
  /// This holds whatever stands between (a transposition, a scaling, a normalization of each vector), and tells where
  /// words are mixed before the first layer, which no mask over words can undo.
  private static func tokensOfElements(
    _ network: Network, embedding: TokenEmbedding, layers: [FirstLayer], openShape: [Int]?
  ) throws(NetworkError) -> [[Int32]] {
    guard !layers.isEmpty else { return [] }
    let names = layers.map(\.inputTensor)
    let behind = Array(Set(names.filter { $0 != embedding.tensor })).sorted()
    var tokens = layers.map { [Int32](repeating: -1, count: $0.inputShape.reduce(1, *)) }
    func values(_ runner: Runner?, _ entry: Tensor) throws(NetworkError) -> [[Float]] {
      if let runner { try runner.forward([embedding.tensor: entry]) }
      var values: [[Float]] = []
      for (name, layer) in zip(names, layers) {
        let all = name == embedding.tensor ? entry.values : try runner!.value(of: name).values
        values.append(Array(all.prefix(layer.inputShape.reduce(1, *))))
      }
      return values
    }
    let plan = behind.isEmpty ? nil : try Plan(network, from: [embedding.tensor], to: behind, inputShape: openShape)
    let runner = try plan.map { plan throws(NetworkError) in try Runner(plan) }
    for name in plan?.frontier ?? [] {
      // What comes from the ids alone, such as a mask of the padding: as if every token were a real word.
      let shape = [1] + (try plan!.shape(of: name)).dropFirst()
      try runner!.set(name, Tensor(shape: shape, repeating: 1))
    }
    var entry = Tensor(shape: [1] + embedding.shape, repeating: 0)
    let blank = try values(runner, entry)
    for token in 0..<embedding.length {
      let own = token * embedding.channels..<(token + 1) * embedding.channels
      // Uneven, so that a vector's normalization does not give zeros again.
      for index in own { entry.values[index] = 0.5 + 0.37 * Float((index - own.lowerBound) % 11) }
      let changed = try values(runner, entry)
      for index in own { entry.values[index] = 0 }
      for layer in layers.indices {
        for element in changed[layer].indices where changed[layer][element] != blank[layer][element] {
          guard tokens[layer][element] < 0 else {
            throw NetworkError(
              .unsupported,
              "the layer '\(layers[layer].node)' does not see the words one by one: element \(element) of "
                + "its input depends on tokens \(tokens[layer][element]) and \(token)")
          }
          tokens[layer][element] = Int32(token)
        }
      }
    }
    return tokens
  }
}

/// One sentence inside a session: what stands around the words that are explained.
struct SentenceFrame {
  let embedding: TokenEmbedding
  /// Positions of the real words among the tokens.
  let words: Range<Int>
  /// The whole sentence's vectors, `length x channels`, padding included.
  let vectors: [Float]
  /// Values that the network computes from the ids alone, each with a batch axis of 1.
  let surroundings: [String: Tensor]

  /// `[channels, 1, words]`: a column for each real word.
  var shape: [Int] { [embedding.channels, 1, words.count] }

  /// The words' part of a tensor laid out as the embedding, channels first.
  func image<Value>(of tensor: [Value]) -> [Value] {
    (0..<embedding.channels).flatMap { channel in words.map { tensor[$0 * embedding.channels + channel] } }
  }

  /// Writes a whole sentence, laid out as the embedding, with the words of an image.
  func write(_ image: UnsafeBufferPointer<Float>, to tensor: UnsafeMutableBufferPointer<Float>) {
    _ = tensor.update(fromContentsOf: vectors)
    for channel in 0..<embedding.channels {
      for (column, word) in words.enumerated() {
        tensor[word * embedding.channels + channel] = image[channel * words.count + column]
      }
    }
  }

  func tensor(of image: [Float]) -> Tensor {
    var tensor = Tensor(shape: [1] + embedding.shape, repeating: 0)
    image.withUnsafeBufferPointer { image in
      tensor.values.withUnsafeMutableBufferPointer { write(image, to: $0) }
    }
    return tensor
  }
}
