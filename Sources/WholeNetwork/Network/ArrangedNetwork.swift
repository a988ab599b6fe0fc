/// A network arranged for computing: affine layers at the front, which act on each window alone; the layers behind them;
/// and the last affine layer, from whose rows margins are made.
struct ArrangedNetwork: Sendable {
  enum Step: Sendable {
    case affine(LinearMap, bias: [Double])
    case rectifier
    case maxPool(MaxPoolLayer)
  }

  /// Applied first; never empty.
  let front: [(map: LinearMap, bias: [Double])]
  /// What follows, up to the last affine layer.
  let middle: [Step]
  /// The layer that gives the classes' scores.
  let last: (map: LinearMap, bias: [Double])

  init(inputCount: Int, layers: [PiecewiseLinearNetwork.Layer]) {
    var layers = layers
    var count = inputCount
    for layer in layers {
      switch layer {
      case .affine(let affine): count = affine.outputCount
      case .maxPool(let pool): count = pool.outputCount
      case .rectifier: break
      }
    }
    if case .affine(let affine) = layers.last {
      last = (LinearMap(affine), affine.bias)
      layers.removeLast()
    } else {
      let identity = AffineLayer(
        scale: [Double](repeating: 1, count: count), shift: [Double](repeating: 0, count: count))
      last = (LinearMap(identity), identity.bias)
    }
    var front: [(map: LinearMap, bias: [Double])] = []
    var middle: [Step] = []
    for layer in layers {
      switch layer {
      case .affine(let affine):
        let map = LinearMap(affine)
        if middle.isEmpty { front.append((map, affine.bias)) } else { middle.append(.affine(map, bias: affine.bias)) }
      case .rectifier: middle.append(.rectifier)
      case .maxPool(let pool): middle.append(.maxPool(pool))
      }
    }
    if front.isEmpty {
      let identity = AffineLayer(
        scale: [Double](repeating: 1, count: inputCount), shift: [Double](repeating: 0, count: inputCount))
      front = [(LinearMap(identity), identity.bias)]
    }
    self.front = front
    self.middle = middle
  }
}
