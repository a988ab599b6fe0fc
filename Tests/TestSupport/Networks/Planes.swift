/// Numbers `channels x height x width` in double precision: what fronts and layers are computed in by their definitions.
struct Planes: Equatable {
  var channels: Int
  var height: Int
  var width: Int
  var values: [Double]

  init(_ channels: Int, _ height: Int, _ width: Int, _ f: (_ channel: Int, _ y: Int, _ x: Int) -> Double) {
    (self.channels, self.height, self.width) = (channels, height, width)
    values = []
    for channel in 0..<channels {
      for y in 0..<height { for x in 0..<width { values.append(f(channel, y, x)) } }
    }
  }

  init(_ channels: Int, _ height: Int, _ width: Int, values: [Double]) {
    self.init(channels, height, width) { values[($0 * height + $1) * width + $2] }
  }

  subscript(channel: Int, y: Int, x: Int) -> Double { values[(channel * height + y) * width + x] }

  /// 0 outside.
  func at(_ channel: Int, _ y: Int, _ x: Int, outside: Double = 0) -> Double {
    (0..<height).contains(y) && (0..<width).contains(x) ? self[channel, y, x] : outside
  }
}

/// What stands before a first layer: nodes of a model, and the same by its definition.
struct FrontSketch {
  var network: NetworkSketch
  /// The tensor that the nodes so far give, and its extents.
  var tensor = "x"
  var channels: Int
  var height: Int
  var width: Int
  var define: (Planes) -> Planes = { $0 }
  var text: [String] = []

  /// Adds a step.
  mutating func append(
    _ name: String, tensor: String, _ channels: Int, _ height: Int, _ width: Int,
    _ step: @escaping (Planes) -> Planes
  ) {
    let before = define
    define = { step(before($0)) }
    (self.tensor, self.channels, self.height, self.width) = (tensor, channels, height, width)
    text.append(name)
  }
}
