/// What LSTM, GRU and RNN share: the sequence is unrolled, since its length is known once the input's shape is.
struct RecurrentAttributes: Sendable {
  let directions: [Bool]  // true: backward in time
  let hiddenSize: Int?
  let isBatchFirst: Bool
  private let functions: [String]
  private let alphas: [Float]
  private let betas: [Float]
  private let clip: Float?

  /// - Parameter defaults: the activations of one direction.
  init(_ attributes: inout NodeAttributes, defaults: [String]) throws(NetworkError) {
    let direction = try attributes.string(
      "direction", default: "forward", oneOf: ["forward", "reverse", "bidirectional"])
    directions = direction == "bidirectional" ? [false, true] : [direction == "reverse"]
    hiddenSize = try attributes.int("hidden_size")
    isBatchFirst = try attributes.bool("layout", default: false)
    if case let given? = try attributes.strings("activations") {
      functions = given
    } else {
      functions = directions.flatMap { _ in defaults }
    }
    alphas = try attributes.floats("activation_alpha") ?? []
    betas = try attributes.floats("activation_beta") ?? []
    clip = try attributes.float("clip")
    guard functions.count == directions.count * defaults.count else {
      throw .malformed("attribute 'activations' does not have \(defaults.count) functions a direction")
    }
    for function in functions where Self.known[function] == nil {
      throw .unsupported(
        "the activation '\(function)'; supported: \(Self.known.keys.sorted().joined(separator: ", "))")
    }
  }

  /// Whether each function takes an alpha and a beta, and what they are by default.
  private static let known: [String: (alpha: Float?, beta: Float?)] = [
    "Relu": (nil, nil), "Tanh": (nil, nil), "Sigmoid": (nil, nil), "Softsign": (nil, nil), "Softplus": (nil, nil),
    "LeakyRelu": (0.01, nil), "ThresholdedRelu": (1, nil), "Elu": (1, nil), "HardSigmoid": (0.2, 0.5),
    "Affine": (1, 0), "ScaledTanh": (1, 1),
  ]

  /// Writes activation number `i`, counted over all directions.
  func activation(_ i: Int, _ x: String, _ writer: inout NodeWriter) throws(NetworkError) -> String {
    // Parameters are consumed in the order of the functions that take them.
    var (a, b) = (0, 0)
    for function in functions[..<i] {
      if Self.known[function]!.alpha != nil { a += 1 }
      if Self.known[function]!.beta != nil { b += 1 }
    }
    let (alpha, beta) = Self.known[functions[i]]!
    let first = a < alphas.count ? alphas[a] : alpha
    let second = b < betas.count ? betas[b] : beta
    var input = x
    if let clip {
      input = try writer.add("Clip", [x, writer.number(Double(-clip)), writer.number(Double(clip))])
    }
    switch functions[i] {
    case "Affine":
      let scaled = try writer.add("Mul", [input, writer.number(Double(first!))])
      return try writer.add("Add", [scaled, writer.number(Double(second!))])
    case "ScaledTanh":
      let scaled = try writer.add("Mul", [input, writer.number(Double(second!))])
      return try writer.add("Mul", [writer.add("Tanh", [scaled]), writer.number(Double(first!))])
    default:
      var attributes: [String: NodeAttributes.Attribute] = [:]
      if alpha != nil { attributes["alpha"] = .float(first!) }
      if beta != nil { attributes["beta"] = .float(second!) }
      return try writer.add(functions[i], [input], attributes)
    }
  }
}

/// The tensors of a recurrent layer, taken apart by direction and time.
struct RecurrentSequence {
  let steps: Int
  let batch: Int
  let hidden: Int
  let gates: Int
  private let inputs: [Value?]
  private let attributes: RecurrentAttributes
  private let x: String

  init(_ attributes: RecurrentAttributes, gates: Int, _ inputs: [Value?], _ writer: inout NodeWriter)
    throws(NetworkError)
  {
    let shape = try inputs.required(0).shape
    let weights = try inputs.required(1).shape
    let recurrence = try inputs.required(2).shape
    let count = attributes.directions.count
    guard shape.count == 3, weights.count == 3, recurrence.count == 3, let hidden = recurrence.last, hidden > 0,
      weights == [count, gates * hidden, shape[2]], recurrence == [count, gates * hidden, hidden],
      attributes.hiddenSize ?? hidden == hidden
    else {
      throw .malformed(
        "its input \(Shape.text(shape)), W \(Shape.text(weights)) and R \(Shape.text(recurrence)) do not go together")
    }
    self.attributes = attributes
    self.inputs = inputs
    self.gates = gates
    self.hidden = hidden
    let (length, samples) = attributes.isBatchFirst ? (shape[1], shape[0]) : (shape[0], shape[1])
    (steps, batch) = (length, samples)
    if let lengths = try inputs.constant(4, "sequence_lens")?.integers, lengths.contains(where: { $0 != length }) {
      throw .unsupported("sequence_lens that differ from the length of the input")
    }
    x =
      attributes.isBatchFirst
      ? try writer.add("Transpose", [writer.inputs[0]], ["perm": .ints([1, 0, 2])]) : writer.inputs[0]
  }

  /// One direction of an input that has an axis for them, first unless the batch is.
  private func direction(_ d: Int, of i: Int, axis: Int = 0, _ writer: inout NodeWriter) throws(NetworkError) -> String?
  {
    guard inputs.optional(i) != nil else { return nil }
    return try writer.add(
      "Gather", [writer.inputs[i], writer.constant(ConstantTensor([], integers: [Int64(d)]))], ["axis": .int(axis)])
  }

  /// R of one direction, transposed: hidden x (gates x hidden).
  func recurrence(_ d: Int, _ writer: inout NodeWriter) throws(NetworkError) -> String {
    try writer.add("Transpose", [direction(d, of: 2, &writer)!], ["perm": .ints([1, 0])])
  }

  /// The biases of one direction: that of W and that of R, each gates x hidden.
  func biases(_ d: Int, _ writer: inout NodeWriter) throws(NetworkError) -> (input: String, recurrent: String) {
    guard let both = try direction(d, of: 3, &writer) else {
      let zero = writer.constant(
        ConstantTensor([gates * hidden], [Float](repeating: 0, count: gates * hidden)))
      return (zero, zero)
    }
    let halves = try writer.add("Split", [both], ["axis": .int(0)], outputs: 2)
    return (halves[0], halves[1])
  }

  /// W x + `bias` for each point in time, in the order of the input: batch x (gates x hidden).
  func projections(_ d: Int, bias: String, _ writer: inout NodeWriter) throws(NetworkError) -> [String] {
    let weights = try writer.add("Transpose", [direction(d, of: 1, &writer)!], ["perm": .ints([1, 0])])
    let product = try writer.add("Add", [writer.add("MatMul", [x, weights]), bias])
    let parts = try writer.add("Split", [product], ["axis": .int(0)], outputs: steps)
    var result: [String] = []
    for part in parts { result.append(try writer.reshape(part, [batch, gates * hidden])) }
    return result
  }

  /// An initial state: batch x hidden, zero where it is not given.
  func initial(_ d: Int, input i: Int, _ writer: inout NodeWriter) throws(NetworkError) -> String {
    if let given = try direction(d, of: i, axis: attributes.isBatchFirst ? 1 : 0, &writer) { return given }
    return writer.constant(ConstantTensor([batch, hidden], [Float](repeating: 0, count: batch * hidden)))
  }

  func peepholes(_ d: Int, _ writer: inout NodeWriter) throws(NetworkError) -> [String]? {
    guard let all = try direction(d, of: 7, &writer) else { return nil }
    return try writer.add("Split", [all], ["axis": .int(0)], outputs: 3)
  }

  /// Axes of the parts of a gate tensor.
  func split(_ tensor: String, into count: Int, _ writer: inout NodeWriter) throws(NetworkError) -> [String] {
    count == 1 ? [tensor] : try writer.add("Split", [tensor], ["axis": .int(1)], outputs: count)
  }

  /// The results: the states of all times, and the last ones.
  /// - Parameter states: for each direction the states in the order of the input's times.
  func results(states: [[String]], last: [[String]], _ writer: inout NodeWriter) throws(NetworkError) -> [String] {
    var times: [String] = []
    let axes = [0, 1]
    for t in 0..<steps {
      var directions: [String] = []
      for d in states.indices { directions.append(try writer.add("Unsqueeze", [states[d][t], writer.integers(axes)])) }
      times.append(try writer.add("Concat", directions, ["axis": .int(1)]))
    }
    var results = [try writer.add("Concat", times, ["axis": .int(0)])]
    if attributes.isBatchFirst {
      results[0] = try writer.add("Transpose", [results[0]], ["perm": .ints([2, 0, 1, 3])])
    }
    for kind in last {
      var directions: [String] = []
      for state in kind { directions.append(try writer.add("Unsqueeze", [state, writer.integers([0])])) }
      let joined = try writer.add("Concat", directions, ["axis": .int(0)])
      results.append(
        attributes.isBatchFirst ? try writer.add("Transpose", [joined], ["perm": .ints([1, 0, 2])]) : joined)
    }
    return results
  }
}
