struct GRU: CompositeOperator {
  static let name = "GRU"
  static let summary = "Gated recurrent units, in one or both directions."
  static let inputs = 3...6
  static let limits = "sequences of full length"

  private let recurrent: RecurrentAttributes
  private let resetsAfter: Bool

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    recurrent = try RecurrentAttributes(&attributes, defaults: ["Sigmoid", "Tanh"])
    resetsAfter = try attributes.bool("linear_before_reset", default: false)
  }

  func expand(_ inputs: [Value?], _ writer: inout NodeWriter) throws(NetworkError) -> [String] {
    let sequence = try RecurrentSequence(recurrent, gates: 3, inputs, &writer)
    let size = sequence.hidden
    var states: [[String]] = []
    var last: [String] = []
    for (d, isBackward) in recurrent.directions.enumerated() {
      let (bias, recurrentBias) = try sequence.biases(d, &writer)
      let projections = try sequence.projections(d, bias: bias, &writer)
      let recurrence = try writer.add(
        "Split", [sequence.recurrence(d, &writer), writer.integers([2 * size, size])], ["axis": .int(1)], outputs: 2)
      let biases = try writer.add(
        "Split", [recurrentBias, writer.integers([2 * size, size])], ["axis": .int(0)], outputs: 2)
      var hidden = try sequence.initial(d, input: 5, &writer)
      var all = [String](repeating: "", count: sequence.steps)
      for t in isBackward ? Array((0..<sequence.steps).reversed()) : Array(0..<sequence.steps) {
        let x = try writer.add(
          "Split", [projections[t], writer.integers([2 * size, size])], ["axis": .int(1)], outputs: 2)
        let fromState = try writer.add("Add", [writer.add("MatMul", [hidden, recurrence[0]]), biases[0]])
        let gates = try recurrent.activation(2 * d, writer.add("Add", [x[0], fromState]), &writer)
        let parts = try sequence.split(gates, into: 2, &writer)  // update, reset
        let memory: String
        if resetsAfter {
          let product = try writer.add("Add", [writer.add("MatMul", [hidden, recurrence[1]]), biases[1]])
          memory = try writer.add("Mul", [parts[1], product])
        } else {
          let reset = try writer.add("Mul", [parts[1], hidden])
          memory = try writer.add("Add", [writer.add("MatMul", [reset, recurrence[1]]), biases[1]])
        }
        let candidate = try recurrent.activation(2 * d + 1, writer.add("Add", [x[1], memory]), &writer)
        // (1 - z) candidate + z hidden
        let change = try writer.add("Mul", [parts[0], writer.add("Sub", [hidden, candidate])])
        hidden = try writer.add("Add", [candidate, change])
        all[t] = hidden
      }
      states.append(all)
      last.append(hidden)
    }
    return try sequence.results(states: states, last: [last], &writer)
  }
}
