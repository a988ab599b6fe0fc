import NeuralNetwork

/// Runs the part of a network behind the attributed tensors, for one thread: probabilities and gradients at points of a
/// straight line. Points are vectors in the memory order of the tensors where the part begins.
final class TailRunner {
  let tail: AttributionTails.Tail
  let model: AttributionModel
  private let runner: Runner
  private let bridge: Runner?
  /// Asked before each batch of points.
  var isInterrupted: @Sendable () -> Bool = { false }
  private var zeroProbabilities: [Float]?
  /// Shape of each tensor where the part begins, without the batch axis.
  private let shapes: [[Int]]
  /// Where each tensor's elements lie in a vector of all: in row-major order, and in memory order.
  private var parts: [Range<Int>] = []
  private var nativeParts: [Range<Int>] = []

  var batch: Int { tail.plan.batch }

  init(_ model: AttributionModel, _ kind: AttributionTails.Kind) throws(NetworkError) {
    self.model = model
    tail = try model.tails.tail(kind)
    runner = try Runner(tail.plan)
    bridge = if let plan = tail.bridge { try Runner(plan) } else { nil }
    var shapes: [[Int]] = []
    for name in tail.starts { shapes.append(Array(try tail.plan.shape(of: name).dropFirst())) }
    self.shapes = shapes
    for (name, shape) in zip(tail.starts, shapes) {
      let zero = Tensor(shape: [1] + shape, repeating: 0)
      let (start, nativeStart) = (parts.last?.upperBound ?? 0, nativeParts.last?.upperBound ?? 0)
      parts.append(start..<start + zero.count)
      nativeParts.append(nativeStart..<nativeStart + (try runner.native(zero, for: name)).count)
    }
  }

  /// Elements of a vector in memory order.
  var size: Int { nativeParts.last?.upperBound ?? 0 }

  func setSurroundings(_ values: [String: Tensor]) throws(NetworkError) {
    for (name, value) in values where tail.plan.frontier.contains(name) { try runner.set(name, value) }
    zeroProbabilities = nil
  }

  /// Sets what the part needs of a sample besides the attributed tensors.
  func begin(_ sample: Attributor.Sample) throws(NetworkError) {
    for (name, tensor) in sample.frontier { try runner.set(name, tensor) }
  }

  // MARK: coordinates

  /// The point that values of the attributed tensors lead to.
  func native(_ tensor: Tensor) throws(NetworkError) -> [Float] {
    var tensor = tensor
    if let bridge {
      try bridge.forward([model.tensors[0]: tensor])
      tensor = try bridge.value(of: tail.starts[0])
    }
    var native: [Float] = []
    for (index, name) in tail.starts.enumerated() {
      let part = Tensor(shape: [1] + shapes[index], values: Array(tensor.values[parts[index]]))
      native += try runner.native(part, for: name)
    }
    return native
  }

  /// The gradient with respect to the attributed tensors, row-major, from one in the coordinates of points.
  /// - Parameter tensor: values of the attributed tensors on the path; only where they are largest matters.
  func gradient(_ native: [Double], at tensor: Tensor) throws(NetworkError) -> [Double] {
    var values: [Double] = []
    for (name, part) in zip(tail.starts, nativeParts) { values += try runner.rowMajor(Array(native[part]), for: name) }
    guard let bridge else { return values }
    // Two floats carry a double's 48 leading bits.
    let high = values.map { Float($0) }
    let low = zip(values, high).map { Float($0 - Double($1)) }
    // A model of a fixed batch above 1 computes copies, which get no gradient.
    let copies = [Float](repeating: 0, count: (bridge.plan.batch - 1) * values.count)
    var result = [Double](repeating: 0, count: tensor.count)
    for part in [high, low] {
      try bridge.forward([model.tensors[0]: tensor])
      try bridge.backward(gradient: part + copies)
      let gradient = try bridge.gradient(of: model.tensors[0]).values
      for i in result.indices { result[i] += Double(gradient[i]) }
    }
    return result
  }

  // MARK: points

  private func setPath(from start: [Float]?, to end: [Float], at alphas: [Double]) throws(NetworkError) {
    guard tail.starts.count > 1 else { return try runner.setPath(tail.starts[0], from: start, to: end, at: alphas) }
    for (name, part) in zip(tail.starts, nativeParts) {
      try runner.setPath(name, from: start.map { Array($0[part]) }, to: Array(end[part]), at: alphas)
    }
  }

  private func checkInterruption() throws(NetworkError) {
    if isInterrupted() { throw NetworkError(.interrupted, "the attribution was interrupted") }
  }

  private func addGradient(weights: [Double], to sum: inout [Double]) throws(NetworkError) {
    guard tail.starts.count > 1 else {
      return try runner.accumulateGradient(of: tail.starts[0], weights: weights, into: &sum)
    }
    for (name, part) in zip(tail.starts, nativeParts) {
      var values = Array(sum[part])
      try runner.accumulateGradient(of: name, weights: weights, into: &values)
      sum.replaceSubrange(part, with: values)
    }
  }

  /// Probabilities at a point of a path.
  func probabilities(from start: [Float]?, to end: [Float], at alpha: Double) throws(NetworkError) -> [Float] {
    try setPath(from: start, to: end, at: [alpha])
    try runner.forward()
    let rows = try runner.value(of: model.probabilities).values
    return Array(rows.prefix(rows.count / batch))
  }

  /// Probabilities where the attributed tensors are zero; computed once where nothing else of the sample matters.
  func probabilitiesAtZero(_ sample: Attributor.Sample, like end: [Float]) throws(NetworkError) -> [Float] {
    if let zeroProbabilities, sample.frontier.isEmpty { return zeroProbabilities }
    let result = try probabilities(from: nil, to: end, at: 0)
    if sample.frontier.isEmpty { zeroProbabilities = result }
    return result
  }

  /// A weighted sum of gradients, in memory order.
  struct GradientSum {
    /// One weight for each point still to be added.
    var weights: [Double]
    var values: [Double]
    /// The share of the point zero, kept apart where poolings lie in between: there all elements are equal, and the first
    /// of a window has the gradient. nil until there is such a point.
    var valuesAtZero: [Double]?
  }

  /// What is differentiated along a path.
  enum Score {
    case probability(of: Int)
    /// log(p / q) for the probabilities of two classes: behind a softmax the difference of their scores.
    case logRatio(of: Int, to: Int)
  }

  /// Adds weighted gradients of a score at points of a path to sums, each with weights of its own.
  func accumulate(
    _ score: Score, from start: [Float]?, to end: [Float], at alphas: [Double], into sums: inout [GradientSum]
  ) throws(NetworkError) {
    for first in stride(from: 0, to: alphas.count, by: batch) {
      let range = first..<min(first + batch, alphas.count)
      try checkInterruption()
      try setPath(from: start, to: end, at: Array(alphas[range]))
      try runner.forward()
      try backward(score, points: range.count)
      for i in sums.indices {
        var weights = Array(sums[i].weights[range])
        if bridge != nil, alphas[range].contains(0) {
          let atZero = zip(range, weights).map { alphas[$0] == 0 ? $1 : 0 }
          var values = sums[i].valuesAtZero ?? [Double](repeating: 0, count: size)
          try addGradient(weights: atZero, to: &values)
          sums[i].valuesAtZero = values
          for (j, point) in range.enumerated() where alphas[point] == 0 { weights[j] = 0 }
        }
        try addGradient(weights: weights, to: &sums[i].values)
      }
    }
  }

  /// The backward pass of the first points of a batch, after their forward pass.
  private func backward(_ score: Score, points: Int) throws(NetworkError) {
    switch score {
    case .probability(let target): try runner.backward(of: [Int](repeating: target, count: points))
    case .logRatio(let target, let rival):
      let rows = try runner.value(of: model.probabilities).values
      let classes = rows.count / batch
      var gradient = [Float](repeating: 0, count: rows.count)
      for row in 0..<points {
        // A softmax multiplies by the probability again, which must not be a division by zero before.
        gradient[row * classes + target] = 1 / max(rows[row * classes + target], 1e-30)
        gradient[row * classes + rival] = -1 / max(rows[row * classes + rival], 1e-30)
      }
      try runner.backward(gradient: gradient)
    }
  }

  /// The gradient with respect to the attributed tensors that a sum stands for, row-major.
  /// - Parameter tensor: values of the attributed tensors at the end of the path.
  func gradient(_ sum: GradientSum, at tensor: Tensor) throws(NetworkError) -> [Double] {
    var result = try gradient(sum.values, at: tensor)
    if let atZero = sum.valuesAtZero {
      let zero = Tensor(shape: tensor.shape, repeating: 0)
      for (i, v) in try gradient(atZero, at: zero).enumerated() { result[i] += v }
    }
    return result
  }

  /// The sum of the target's gradients at several values of the attributed tensors, given one behind the other in
  /// row-major order. Not for a path from zero.
  func sumOfGradients(of target: Int, at points: [[Float]]) throws(NetworkError) -> [Double] {
    precondition(bridge == nil)
    var sum = [Double](repeating: 0, count: size)
    var index = 0
    while index < points.count {
      let next = min(index + batch, points.count)
      try checkInterruption()
      for (name, (shape, part)) in zip(tail.starts, zip(shapes, parts)) {
        // The rest of the batch repeats the last point; it gets no gradient.
        var values = points[index..<next].flatMap { $0[part] }
        for _ in (next - index)..<batch { values += points[next - 1][part] }
        try runner.set(name, Tensor(shape: [batch] + shape, values: values))
      }
      try runner.forward()
      try runner.backward(of: [Int](repeating: target, count: next - index))
      try addGradient(weights: [Double](repeating: 1, count: next - index), to: &sum)
      index = next
    }
    return try gradient(sum, at: Tensor(shape: [1] + model.shape, repeating: 0))
  }
}
