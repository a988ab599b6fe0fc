import OneDNN

/// What ScatterND and ScatterElements share: a copy of the first input with some elements replaced, or combined with
/// others.
protocol ScatterOperator: Operator {
  var reduction: ScatterReduction { get }
  func places(_ data: [Int], _ indices: [Int]) throws(NetworkError) -> IndexedPlaces
}

enum ScatterReduction: String, CaseIterable, Sendable {
  case none, add, mul, max, min

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    let names = Self.allCases.map(\.rawValue)
    self = ScatterReduction(rawValue: try attributes.string("reduction", default: "none", oneOf: names))!
  }

  func combined<T: BinaryFloatingPoint>(_ old: T, _ new: T) -> T {
    switch self {
    case .none: new
    case .add: old + new
    case .mul: old * new
    case .max: Swift.max(old, new)
    case .min: Swift.min(old, new)
    }
  }
}

extension ScatterOperator {
  static var inputs: ClosedRange<Int> { 3...3 }
  static var limits: String { "indices constant; gradients for reduction none and add" }

  private func targets(_ inputs: [Value?]) throws(NetworkError) -> [Int] {
    guard let indices = try inputs.constant(1, "indices") else { throw .malformed("its indices are missing") }
    let places = try places(inputs.required(0).shape, indices.shape)
    guard try inputs.required(2).shape == places.shape else {
      throw .malformed("its updates do not have the shape \(Shape.text(places.shape))")
    }
    return try places.resolved(indices.integers)
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let data = try inputs.required(0)
    let targets = try targets(inputs)
    guard let constant = data.constant, let updates = try inputs.required(2).constant else {
      return [Value(data.type, data.shape)]
    }
    var values = constant.doubles
    for (target, update) in zip(targets, updates.doubles) {
      values[target] = reduction.combined(values[target], update)
    }
    return [Value(.computed(data.type, data.shape, values))]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let builder = node.builder
    let targets = try targets(node.inputValues)
    let (data, updates) = (try node.plain(0), try node.plain(2))
    let result = builder.newPlain(node.outputShape())
    let count = result.layout.elementCount
    let reduction = self.reduction
    builder.kernel("scatter", reads: [data, updates], writes: [result]) { p in
      p[2].update(from: p[0], count: count)
      for (i, target) in targets.enumerated() { p[2][target] = reduction.combined(p[2][target], p[1][i]) }
    }
    node.setOutput(result)
    node.onBackward { () throws(NetworkError) in
      guard let gradient = try node.plainOutputGradient() else { return }
      guard reduction == .none || reduction == .add else {
        throw .unsupported("a gradient with the reduction '\(reduction.rawValue)'")
      }
      if node.wantsGradient(0) {
        let back = builder.newPlain(data.shape)
        builder.kernel("scatter gradient", reads: [gradient], writes: [back]) { p in
          p[1].update(from: p[0], count: count)
          if reduction == .none { for target in targets { p[1][target] = 0 } }
        }
        try node.addGradient(0, back)
      }
      if node.wantsGradient(2) {
        // Of several updates of one element the last one stays.
        var last: [Int: Int] = [:]
        for (i, target) in targets.enumerated() { last[target] = i }
        let sources = targets.enumerated().map { reduction == .add || last[$1] == $0 ? $1 : -1 }
        let movement = Movement(offsets: [sources])
        try node.addGradient(2, builder.moved(gradient, movement).with(Layout(plain: updates.shape)))
      }
    }
  }
}
