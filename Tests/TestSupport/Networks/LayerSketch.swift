import ONNXSchema
import Reproducibility

/// A network with a random front, first layers and a head, and what its first neurons are by definition.
struct LayerSketch {
  var model: Onnx_ModelProto
  /// The image's extents, channels first.
  var shape: [Int]
  var text: String
  /// All first layers' neurons before their activation, in the order of the network's first layers.
  var neurons: (Planes) -> [Double]

  enum Input: CaseIterable { case plain, channelsLast, bytes }

  /// - Parameter channels: how many an image may have.
  init(_ kinds: [FrontKind], input: Input, channels: [Int] = [1, 2, 3], _ generator: inout SeededGenerator) {
    let shape = [
      channels[generator.index(below: channels.count)], 4 + generator.index(below: 2), 4 + generator.index(below: 3),
    ]
    self.shape = shape
    let (c, h, w) = (shape[0], shape[1], shape[2])
    var front = FrontSketch(
      network: NetworkSketch(input: input == .plain ? [0, c, h, w] : [0, h, w, c], type: input == .bytes ? 2 : 1),
      channels: c, height: h, width: w)
    if input == .bytes {
      let cast = front.network.add("Cast", ["x"], ["to": 1])
      let mean = (0..<c).map { Double(100 + 10 * $0) }
      let centred = front.network.add("Sub", [cast, front.network.constant(mean, [c])])
      let tensor = front.network.add("Div", [centred, front.network.constant([64], [])])
      front.append("Cast, Sub, Div", tensor: tensor, c, h, w) { x in
        Planes(c, h, w) { (x[$0, $1, $2] - mean[$0]) / 64 }
      }
    }
    if input != .plain {
      front.append("NHWC", tensor: front.network.add("Transpose", [front.tensor], ["perm": [0, 3, 1, 2]]), c, h, w) {
        $0
      }
    }
    for kind in kinds { kind.add(to: &front, &generator) }
    var features: [String] = []
    var layers: [(Planes) -> [Double]] = []
    var sizes = 0
    for index in 0..<1 + generator.index(below: 2) {
      let layer =
        switch generator.index(below: 6) {
        case 0: Self.dense(&front, &generator)
        case 1: Self.positionwise(&front, &generator)
        default: Self.convolution(&front, "layer\(index)", &generator)
        }
      layers.append(layer.define)
      features.append(Self.activation(&front, layer.tensor, size: layer.size, &generator))
      sizes += layer.size
    }
    let joined = front.network.add("Concat", features, ["axis": 1])
    let weights = front.network.constant(Self.numbers(3 * sizes, &generator), [3, sizes])
    let output = front.network.add("Gemm", [joined, weights], ["transB": 1])
    model = front.network.model(to: output)
    text = "\(shape) \(input): \(front.text)"
    let define = front.define
    neurons = { image in
      let seen = define(image)
      return layers.flatMap { $0(seen) }
    }
  }

  private static func numbers(_ count: Int, _ generator: inout SeededGenerator) -> [Double] {
    (0..<count).map { _ in Double(Float(generator.unit() - 0.5)) }
  }

  private static func convolution(
    _ front: inout FrontSketch, _ name: String, _ generator: inout SeededGenerator
  ) -> (tensor: String, size: Int, define: (Planes) -> [Double]) {
    let (c, h, w) = (front.channels, front.height, front.width)
    let (rows, columns) = (min(h, 1 + generator.index(below: 3)), min(w, 1 + generator.index(below: 3)))
    let stride = 1 + generator.index(below: 2)
    let pads = (0..<4).map { _ in generator.index(below: 2) }
    let weights = numbers(2 * c * rows * columns, &generator)
    let bias = numbers(2, &generator)
    var tensor = front.network.add(
      "Conv",
      [front.tensor, front.network.constant(weights, [2, c, rows, columns]), front.network.constant(bias, [2])],
      ["strides": [stride, stride], "pads": .ints(pads)], name: name)
    var (scale, shift) = ([1.0, 1], [0.0, 0])
    if generator.index(below: 2) == 0 {
      // Batch normalization behind the layer: its neurons are those behind it.
      (scale, shift) = (numbers(2, &generator), numbers(2, &generator))
      let ones = Double(1 + Float(1e-5)).squareRoot()
      let parameters = [scale, shift, [0, 0], [1, 1]].map { front.network.constant($0, [2]) }
      tensor = front.network.add("BatchNormalization", [tensor] + parameters)
      scale = scale.map { $0 / ones }
    }
    let height = (h + pads[0] + pads[2] - rows) / stride + 1
    let width = (w + pads[1] + pads[3] - columns) / stride + 1
    let size = 2 * height * width
    let (factors, shifts) = (scale, shift)
    return (
      tensor, size,
      { x in
        Planes(2, height, width) { output, i, j in
          var sum = bias[output]
          for channel in 0..<c {
            for row in 0..<rows {
              for column in 0..<columns {
                sum +=
                  weights[((output * c + channel) * rows + row) * columns + column]
                  * x.at(channel, i * stride - pads[0] + row, j * stride - pads[1] + column)
              }
            }
          }
          return sum * factors[output] + shifts[output]
        }.values
      }
    )
  }

  private static func dense(
    _ front: inout FrontSketch, _ generator: inout SeededGenerator
  ) -> (tensor: String, size: Int, define: (Planes) -> [Double]) {
    let inputs = front.channels * front.height * front.width
    let (weights, bias) = (numbers(4 * inputs, &generator), numbers(4, &generator))
    let flat = front.network.add("Flatten", [front.tensor])
    let tensor = front.network.add(
      "Gemm", [flat, front.network.constant(weights, [4, inputs]), front.network.constant(bias, [4])], ["transB": 1])
    return (
      tensor, 4,
      { x in
        (0..<4).map { row in x.values.indices.reduce(bias[row]) { $0 + weights[row * inputs + $1] * x.values[$1] } }
      }
    )
  }

  /// Every position's channels times a matrix, as patches are embedded.
  private static func positionwise(
    _ front: inout FrontSketch, _ generator: inout SeededGenerator
  ) -> (tensor: String, size: Int, define: (Planes) -> [Double]) {
    let (c, positions, outputs) = (front.channels, front.height * front.width, 2)
    let (weights, bias) = (numbers(c * outputs, &generator), numbers(outputs, &generator))
    let flat = front.network.add("Reshape", [front.tensor, front.network.integers([-1, c, positions])])
    let vectors = front.network.add("Transpose", [flat], ["perm": [0, 2, 1]])
    let product = front.network.add("MatMul", [vectors, front.network.constant(weights, [c, outputs])])
    let tensor = front.network.add("Add", [front.network.constant(bias, [outputs]), product])
    return (
      tensor, positions * outputs,
      { x in
        (0..<positions * outputs).map { neuron in
          let (position, output) = neuron.quotientAndRemainder(dividingBy: outputs)
          return (0..<c).reduce(bias[output]) {
            $0 + weights[$1 * outputs + output] * x.values[$1 * positions + position]
          }
        }
      }
    )
  }

  /// An activation, or none, and the result as a vector.
  private static func activation(
    _ front: inout FrontSketch, _ tensor: String, size: Int, _ generator: inout SeededGenerator
  ) -> String {
    var active = tensor
    switch generator.index(below: 4) {
    case 0: active = front.network.add("Relu", [tensor])
    case 1: active = front.network.add("Mul", [tensor, front.network.add("Sigmoid", [tensor])])
    case 2:
      active = front.network.add("Clip", [tensor, front.network.constant([0], []), front.network.constant([6], [])])
    default: break
    }
    return front.network.add("Reshape", [active, front.network.integers([-1, size])])
  }
}
