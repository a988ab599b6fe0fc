import Foundation
import NeuralNetwork
import Testing

@testable import Explaining
@testable import TestSupport

/// Networks of known weights whose scores end in every way that exporters know: probabilities, logits and gradients
/// against the functions themselves, in double precision.
@Suite struct NetworkScoresTests {
  static let input: [Float] = [0.5, -0.25, 1, 0.75]

  /// Two feature maps, x and 1 - x cut off at 0, flattened; the scores are sums of them.
  private struct Scores {
    var sketch = NetworkSketch(input: [0, 1, 2, 2])
    let weights: [[Double]]
    var tensor = ""

    init(count: Int) {
      weights = (0..<count).map { Self.row($0) }
      let kernel = sketch.constant([1, -1], [2, 1, 1, 1])
      var features = sketch.add("Conv", ["x", kernel, sketch.constant([0, 1], [2])])
      features = sketch.add("Flatten", [sketch.add("Relu", [features])])
      tensor = sketch.add(
        "Gemm", [features, sketch.constant(weights.flatMap(\.self), [count, 8])], ["transB": 1], name: "scores")
    }

    private static func row(_ row: Int) -> [Double] {
      (0..<8).map { column -> Double in
        let number = (column * (row + 2) + row) % 7
        return Double(number) / 4 - 0.75
      }
    }

    /// The scores, and of each the gradient with respect to the input.
    func values(_ x: [Float]) -> (z: [Double], gradients: [[Double]]) {
      let maps: [Double] = x.map { max(0, Double($0)) } + x.map { max(0, 1 - Double($0)) }
      var z: [Double] = []
      var gradients: [[Double]] = []
      for row in weights {
        z.append(zip(row, maps).reduce(0.0) { $0 + $1.0 * $1.1 })
        gradients.append(
          x.indices.map { i -> Double in
            let first: Double = x[i] > 0 ? row[i] : 0
            let second: Double = x[i] < 1 ? row[i + 4] : 0
            return first - second
          })
      }
      return (z, gradients)
    }

    mutating func then(_ type: String, _ inputs: [String] = [], _ attributes: [String: AttributeValue] = [:]) {
      tensor = sketch.add(type, [tensor] + inputs, attributes)
    }

    func session(_ meaning: ScoreMeaning? = nil) throws -> ModelSession {
      let network = try sketch.network(to: tensor, classes: weights.count).reading(scores: meaning)
      return try ModelSession(model: try ExplainedModel(network: network))
    }
  }

  private func expect(_ found: [Float], _ wanted: [Double], _ tolerance: Double = 2e-6) {
    #expect(found.count == wanted.count)
    for (a, b) in zip(found, wanted) { #expect(abs(Double(a) - b) <= tolerance, "\(found) is not \(wanted)") }
  }

  private func softmax(_ z: [Double]) -> [Double] {
    let sum = z.reduce(0) { $0 + exp($1) }
    return z.map { exp($0) / sum }
  }

  private func sigmoid(_ z: Double) -> Double { 1 / (1 + exp(-z)) }

  /// What every reader of scores sees: the forward pass, batches, and the gradients of probabilities and their integral.
  private func check(
    _ session: ModelSession, probabilities: [Double], logits: [Double]?, gradients: [[Double]]
  ) throws {
    let x = Self.input
    #expect(session.model.classCount == probabilities.count)
    let forward = try session.forward(x)
    expect(forward.probabilities, probabilities)
    expect(try session.scores(of: [x, x], kind: .probability)[1], probabilities)
    if let logits {
      // Where they are logarithms: oneDNN's are good to some 3e-6.
      expect(try session.scores(of: [x, x], kind: .logit)[1], logits, 5e-6)
      expect(try session.logits(x), logits, 5e-6)
    }
    #expect(forward.predicted == probabilities.indices.max { probabilities[$0] < probabilities[$1] })
    for target in probabilities.indices {
      let gradient = try session.attribute(.gradient, input: x, target: target)
      expect(gradient.values.map(Float.init), gradients[target])
      let integral = try session.integrate(IntegratedGradients(rule: .gaussLegendre(64)), input: x, target: target)
      let blank = try session.forward([0, 0, 0, 0]).probabilities
      let change = Double(forward.probabilities[target] - blank[target])
      #expect(abs(integral.values.reduce(0, +) - change) < 1e-4)
    }
  }

  /// Ways to give the probability, or the logit, of the second of two classes.
  enum Single: CaseIterable {
    case sigmoid, squeezed, asImage, declared, logit, declaredLogit

    fileprivate func session() throws -> ModelSession {
      var scores = Scores(count: 1)
      switch self {
      case .sigmoid: scores.then("Sigmoid")
      case .squeezed:
        scores.then("Sigmoid")
        scores.then("Squeeze", [scores.sketch.integers([1])])
      case .asImage:
        scores.then("Unsqueeze", [scores.sketch.integers([2, 3])])
        scores.then("Sigmoid")
      case .declared:
        scores.then("Sigmoid")
        scores.then("Clip", [scores.sketch.constant([0], []), scores.sketch.constant([1], [])])
        return try scores.session(.sigmoid)
      case .logit: break
      case .declaredLogit: return try scores.session(.sigmoidLogits)
      }
      return try scores.session()
    }
  }

  @Test(arguments: Single.allCases) func oneScoreIsAboutTwoClasses(_ single: Single) throws {
    let (z, gradients) = Scores(count: 1).values(Self.input)
    let p = sigmoid(z[0])
    let slope = gradients[0].map { p * (1 - p) * $0 }
    try check(
      try single.session(), probabilities: [1 - p, p], logits: [-z[0] / 2, z[0] / 2],
      gradients: [slope.map(-), slope])
  }

  @Test func gradCAMSeesBothClasses() throws {
    let session = try Single.sigmoid.session()
    let gradCAM = try GradCAM(GradCAMModel(session.model))
    let weights = Scores(count: 1).weights[0]
    let maps: [(Float, Float)] = Self.input.map { (max(0, $0), max(0, 1 - $0)) }
    let means = (weights[..<4].reduce(0, +) / 4, weights[4...].reduce(0, +) / 4)
    for (target, sign) in [(0, -0.5), (1, 0.5)] {
      let wanted = maps.map { first, second -> Double in
        max(0, sign * (means.0 * Double(first) + means.1 * Double(second)))
      }
      expect(try gradCAM.coarse(Self.input, target: target), wanted)
    }
  }

  @Test func oneScoreIsEncodedWhole() throws {
    var scores = Scores(count: 1)
    scores.then("Sigmoid")
    let encoded = try EncodedNetwork(try scores.session().model)
    let (z, _) = scores.values(Self.input)
    let exact = encoded.exact.scores(of: Self.input.map(Double.init))
    #expect(abs(exact.margin(target: 1) - z[0]) < 1e-12 && abs(exact.margin(target: 0) + z[0]) < 1e-12)
  }

  @Test(arguments: [ScoreMeaning?.none, .sigmoid, .sigmoidLogits]) func eachSigmoidIsAProbability(
    _ declared: ScoreMeaning?
  ) throws {
    var scores = Scores(count: 3)
    if declared != .sigmoidLogits { scores.then("Sigmoid") }
    // Declared where the sigmoid cannot be seen.
    if declared == .sigmoid { scores.then("Mul", [scores.sketch.constant([1], [])]) }
    let (z, gradients) = scores.values(Self.input)
    let p = z.map(sigmoid)
    #expect(abs(p.reduce(0, +) - 1) > 0.01)
    try check(
      try scores.session(declared), probabilities: p, logits: z,
      gradients: zip(p, gradients).map { p, row in row.map { p * (1 - p) * $0 } })
  }

  @Test(arguments: [
    ("", ScoreMeaning?.none), ("", .logits), ("Softmax", nil), ("LogSoftmax", nil), ("Softmax", .softmax),
  ])
  func logitsSoftmaxAndLogSoftmaxAgree(last: String, declared: ScoreMeaning?) throws {
    var scores = Scores(count: 3)
    if !last.isEmpty { scores.then(last, [], ["axis": 1]) }
    let (z, gradients) = scores.values(Self.input)
    let p = softmax(z)
    try check(
      try scores.session(declared), probabilities: p, logits: z, gradients: slopes(p, gradients))
  }

  @Test(arguments: [("Softmax", ScoreMeaning.softmax), ("LogSoftmax", .logSoftmax)])
  func probabilitiesAreDeclaredWhereNoSoftmaxIsSeen(last: String, declared: ScoreMeaning) throws {
    var scores = Scores(count: 3)
    scores.then(last, [], ["axis": 1])
    scores.then("Mul", [scores.sketch.constant([1], [])])
    let (z, gradients) = scores.values(Self.input)
    let p = softmax(z)
    try check(
      try scores.session(declared), probabilities: p, logits: p.map { log($0) }, gradients: slopes(p, gradients))
    let found = try scores.session().model.network.probabilities()
    #expect(found.meaning == .logits && found.reason.contains("Mul"))
  }

  private func slopes(_ p: [Double], _ gradients: [[Double]]) -> [[Double]] {
    p.indices.map { target -> [Double] in
      gradients[0].indices.map { i -> Double in
        var sum = 0.0
        for k in p.indices {
          let own: Double = k == target ? 1 : 0
          sum += p[target] * (own - p[k]) * gradients[k][i]
        }
        return sum
      }
    }
  }

  @Test func probabilitiesOfZeroHaveFiniteLogits() throws {
    var scores = Scores(count: 3)
    scores.then("Relu")
    scores.then("Clip", [scores.sketch.constant([0], []), scores.sketch.constant([1], [])])
    for meaning in [ScoreMeaning.softmax, .sigmoid] {
      let rows = try scores.session(meaning).scores(of: [Self.input, [9, 9, -9, 9]], kind: .logit)
      for value in rows.joined() { #expect(value.isFinite) }
    }
  }

  @Test func whatWasDecidedIsSaid() throws {
    var scores = Scores(count: 1)
    scores.then("Sigmoid")
    let name = scores.tensor
    scores.then("Identity")
    let network = try scores.sketch.network(to: scores.tensor, classes: 1)
    let found = try network.probabilities()
    #expect(found.meaning == .sigmoid && found.classCount == 2 && found.valueCount == 1)
    #expect(found.reason == "the last node is '\(name)' (Sigmoid)")
    let declared = try network.reading(scores: .logits).probabilities()
    #expect(declared.meaning == .logits && declared.reason == "as declared")
  }

  private func refusal(_ network: Network) -> String {
    do {
      _ = try ExplainedModel(network: network)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func outputsWithSeveralValuesAPositionAreRefused() throws {
    for shape in [[0, 3, 4], [0, 3, 2, 2], [0, 1, 2, 6], [-1, 3]] {
      var scores = Scores(count: 12)
      scores.then("Reshape", [scores.sketch.integers(shape)])
      let text = refusal(try scores.sketch.network(to: scores.tensor, classes: 3))
      #expect(text.contains("'\(scores.tensor)'") && text.contains("one score for each class"), "\(shape): \(text)")
    }
    for shape in [[0, 12, 1, 1], [0, 1, 12]] {
      var scores = Scores(count: 12)
      scores.then("Reshape", [scores.sketch.integers(shape)])
      #expect(try scores.session().model.classCount == 12)
    }
  }

  @Test func labelsAndSoftmaxesOfNothingAreRefused() throws {
    var labels = Scores(count: 3)
    labels.then("ArgMax", [], ["axis": 1])
    #expect(try refusal(labels.sketch.network(to: labels.tensor)).contains("int64"))
    var single = Scores(count: 1)
    single.then("Softmax", [], ["axis": 1])
    #expect(try refusal(single.sketch.network(to: single.tensor)).contains("declare scores: sigmoid"))
    var samples = Scores(count: 3)
    samples.then("Softmax", [], ["axis": 0])
    #expect(try refusal(samples.sketch.network(to: samples.tensor)).contains("not over the classes"))
  }
}
