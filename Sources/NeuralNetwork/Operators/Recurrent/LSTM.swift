struct LSTM: CompositeOperator {
  static let name = "LSTM"
  static let summary = "Long short-term memory, in one or both directions, with or without peepholes."
  static let inputs = 3...8
  static let limits = "sequences of full length; no input_forget"

  private let recurrent: RecurrentAttributes

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    recurrent = try RecurrentAttributes(&attributes, defaults: ["Sigmoid", "Tanh", "Tanh"])
    if try attributes.bool("input_forget", default: false) { throw .unsupported("attribute input_forget") }
  }

  func expand(_ inputs: [Value?], _ writer: inout NodeWriter) throws(NetworkError) -> [String] {
    let sequence = try RecurrentSequence(recurrent, gates: 4, inputs, &writer)
    var states: [[String]] = []
    var last: [[String]] = [[], []]
    for (d, isBackward) in recurrent.directions.enumerated() {
      let (bias, recurrentBias) = try sequence.biases(d, &writer)
      let projections = try sequence.projections(d, bias: writer.add("Add", [bias, recurrentBias]), &writer)
      let recurrence = try sequence.recurrence(d, &writer)
      let peepholes = try sequence.peepholes(d, &writer)
      var hidden = try sequence.initial(d, input: 5, &writer)
      var cell = try sequence.initial(d, input: 6, &writer)
      var all = [String](repeating: "", count: sequence.steps)
      func gate(_ i: Int, _ x: String, _ state: String, peephole: Int?) throws(NetworkError) -> String {
        var sum = x
        if let peephole, let peepholes {
          sum = try writer.add("Add", [x, writer.add("Mul", [peepholes[peephole], state])])
        }
        return try recurrent.activation(3 * d + i, sum, &writer)
      }
      for t in isBackward ? Array((0..<sequence.steps).reversed()) : Array(0..<sequence.steps) {
        let sum = try writer.add("Add", [projections[t], writer.add("MatMul", [hidden, recurrence])])
        let parts = try sequence.split(sum, into: 4, &writer)  // input, output, forget, cell
        let input = try gate(0, parts[0], cell, peephole: 0)
        let forget = try gate(0, parts[2], cell, peephole: 2)
        let candidate = try gate(1, parts[3], cell, peephole: nil)
        cell = try writer.add(
          "Add", [writer.add("Mul", [forget, cell]), writer.add("Mul", [input, candidate])])
        let output = try gate(0, parts[1], cell, peephole: 1)
        hidden = try writer.add("Mul", [output, recurrent.activation(3 * d + 2, cell, &writer)])
        all[t] = hidden
      }
      states.append(all)
      last[0].append(hidden)
      last[1].append(cell)
    }
    return try sequence.results(states: states, last: last, &writer)
  }
}
