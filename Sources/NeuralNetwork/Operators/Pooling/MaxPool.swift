import CKernels
import OneDNN

struct MaxPool: PartwiseOperator, HomogeneousOperator, PaddedOperator {
  static let name = "MaxPool"
  static let summary =
    "The largest element of each window; the gradient goes to the first of equal ones in row-major order, "
    + "as in PyTorch."
  static let inputs = 1...1
  static let limits = "no index output; 1 to 3 spatial axes"

  var shrinks: Bool { true }
  var prefersChannelBlocks: Bool { true }

  private(set) var window: WindowAttributes

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    attributes.ignore("storage_order")
    var window = try WindowAttributes(&attributes)
    window.isCeil = try attributes.bool("ceil_mode", default: false)
    self.window = window
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    return [Value(x.type, try poolShape(x, window).shape)]
  }

  /// Elements as small as any do not win over those of the image, and zeros not over such as are never negative; where
  /// they are equal, at 0, an activation passes no gradient.
  func padded(_ padding: SpatialPadding, inputs: [Value?], isNeverNegative: Bool) throws(NetworkError)
    -> (any Operator)?
  {
    guard padding.value <= -.greatestFiniteMagnitude || padding.value <= 0 && isNeverNegative, let x = inputs[0],
      let kernel = window.kernel
    else { return nil }
    var result = self
    result.window = try window.padded(padding, input: Array(x.shape.dropFirst(2)), kernel: kernel)
    guard zip(result.window.pads!, kernel + kernel).allSatisfy({ $0 < $1 }) else { return nil }
    return result
  }

  func useOfParts(_ inputs: [Value?]) -> PartsUse? { .handedOn }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let geometry = try poolShape(node.value(0), window).geometry
    let output = node.node.outputs[0]
    let parts = node.builder.parts(of: node.node.inputs[0])
    let apart = parts != nil && node.builder.canStayApart(output, parts: parts!.count)
    var results: [String] = []
    for input in apart ? parts! : [node.node.inputs[0]] {
      let name = apart ? "\(output)#\(results.count)" : output
      results.append(name)
      try node.lowerMaxPool(input, to: name, geometry)
    }
    guard apart else { return }
    node.builder.keepApart(output, as: results)
    // What arrives for the whole, from users that put the parts together, has to reach the parts before the steps above
    // are differentiated: their gradients were registered first, so they come later.
    node.onBackward { () throws(NetworkError) in try node.builder.takeGradientApart(output, into: results) }
  }
}

extension LoweredNode {
  /// Writes the pooling of a tensor, the node's input or a part of it.
  fileprivate func lowerMaxPool(
    _ input: String, to output: String, _ geometry: WindowAttributes.Geometry
  ) throws(NetworkError) {
    let builder = self.builder
    let source = try builder.tensor(input)
    let shape = Array(source.shape[..<2]) + geometry.outputs
    builder.declare(output, Value(value(0).type, shape), from: input)
    let wantsGradient = isDifferentiable && builder.carriesGradient(input)
    guard let pool = BlockedMaxPool(source.layout, geometry) else {
      let (result, gradient) = try pool(
        .maximum, source: source, window: geometry.window, shape: shape, training: wantsGradient)
      builder.define(output, as: result)
      onBackward(output: output) { () throws(NetworkError) in
        if let incoming = builder.gradient(of: output) { try builder.addGradient(input, gradient(incoming)) }
      }
      return
    }
    let result = builder.newOperand(pool.destination)
    builder.define(output, as: result)
    // A ReLU before the pooling passes no gradient where the largest element is 0: that is settled here, on the smaller
    // tensor, and the ReLU's own gradient step is left out.
    let flat = wantsGradient && builder.isRectifiedForOneUser(input)
    if flat { builder.settleGradient(of: input) }
    guard wantsGradient else {
      builder.kernel("forward", reads: [source], writes: [result]) {
        pool.forward(p: $0, taken: nil, isFlatAtZero: false)
      }
      return
    }
    // One byte an element of the result, those that fill the last block up included.
    let taken = builder.newOperand(Layout(plain: [(pool.destination.byteCount / 4 + 3) / 4]))
    builder.kernel("forward", reads: [source], writes: [result, taken]) {
      pool.forward(p: $0, taken: $0[2], isFlatAtZero: flat)
    }
    onBackward(output: output) { () throws(NetworkError) in
      guard let incoming = builder.gradient(of: output) else { return }
      let gradient = try builder.reorder(incoming, to: pool.destination)
      let back = builder.newOperand(source.layout)
      builder.kernel("gradient", reads: [gradient, taken], writes: [back]) { pool.backward(p: $0) }
      try builder.addGradient(input, back)
    }
  }
}

/// Maximum pooling of a tensor that lies in blocks of channels, by code of our own: oneDNN's takes several times as long.
private struct BlockedMaxPool: Sendable {
  let pool: winnow_pool
  let destination: Layout

  /// nil where the layout or the window does not allow it.
  init?(_ source: Layout, _ geometry: WindowAttributes.Geometry) {
    let (shape, window) = (source.shape, geometry.window)
    guard shape.count == 4, let lanes = source.channelBlock, lanes == 8 || lanes == 16,
      window.dilations == [1, 1], window.kernel.reduce(1, *) <= 255, shape[3] <= Int(WINNOW_POOL_LIMIT),
      shape[2] <= 1 << 20
    else { return nil }
    destination = Layout(shape: Array(shape[..<2]) + geometry.outputs, channelBlock: lanes)
    pool = winnow_pool(
      blocks: shape[0] * ((shape[1] + lanes - 1) / lanes), lanes: Int32(lanes), height: Int32(shape[2]),
      width: Int32(shape[3]), out_height: Int32(geometry.outputs[0]), out_width: Int32(geometry.outputs[1]),
      kernel_height: Int32(window.kernel[0]), kernel_width: Int32(window.kernel[1]),
      stride_height: Int32(window.strides[0]), stride_width: Int32(window.strides[1]),
      pad_top: Int32(window.padsBegin[0]), pad_left: Int32(window.padsBegin[1]))
  }

  func forward(p: [UnsafeMutablePointer<Float>], taken: UnsafeMutablePointer<Float>?, isFlatAtZero: Bool) {
    withUnsafePointer(to: pool) {
      winnow_max_pool(
        $0, p[1], taken.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt8.self) }, p[0],
        isFlatAtZero ? 1 : 0)
    }
  }

  func backward(p: [UnsafeMutablePointer<Float>]) {
    withUnsafePointer(to: pool) {
      winnow_max_pool_gradient(
        $0, p[2], p[0], UnsafeRawPointer(p[1]).assumingMemoryBound(to: UInt8.self))
    }
  }
}
