struct RNN: CompositeOperator {
  static let name = "RNN"
  static let summary = "A plain recurrent layer, in one or both directions."
  static let inputs = 3...6
  static let limits = "sequences of full length"

  private let recurrent: RecurrentAttributes

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    recurrent = try RecurrentAttributes(&attributes, defaults: ["Tanh"])
  }

  func expand(_ inputs: [Value?], _ writer: inout NodeWriter) throws(NetworkError) -> [String] {
    let sequence = try RecurrentSequence(recurrent, gates: 1, inputs, &writer)
    var states: [[String]] = []
    var last: [String] = []
    for (d, isBackward) in recurrent.directions.enumerated() {
      let (bias, recurrentBias) = try sequence.biases(d, &writer)
      let projections = try sequence.projections(d, bias: writer.add("Add", [bias, recurrentBias]), &writer)
      let recurrence = try sequence.recurrence(d, &writer)
      var hidden = try sequence.initial(d, input: 5, &writer)
      var all = [String](repeating: "", count: sequence.steps)
      for t in isBackward ? Array((0..<sequence.steps).reversed()) : Array(0..<sequence.steps) {
        let sum = try writer.add("Add", [projections[t], writer.add("MatMul", [hidden, recurrence])])
        hidden = try recurrent.activation(d, sum, &writer)
        all[t] = hidden
      }
      states.append(all)
      last.append(hidden)
    }
    return try sequence.results(states: states, last: [last], &writer)
  }
}
