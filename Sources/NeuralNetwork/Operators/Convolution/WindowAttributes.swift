import OneDNN

/// The attributes that convolutions and poolings share, and the geometry they make with an input.
struct WindowAttributes: Sendable {
  enum AutoPad: Sendable { case explicit, sameUpper, sameLower, valid }

  var autoPad: AutoPad
  var kernel: [Int]?
  var strides: [Int]?
  var dilations: [Int]?
  var pads: [Int]?
  var isCeil: Bool

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    let modes: [String: AutoPad] = [
      "NOTSET": .explicit, "SAME_UPPER": .sameUpper, "SAME_LOWER": .sameLower, "VALID": .valid,
    ]
    autoPad = modes[try attributes.string("auto_pad", default: "NOTSET", oneOf: modes.keys.sorted())]!
    kernel = try attributes.ints("kernel_shape")
    strides = try attributes.ints("strides")
    dilations = try attributes.ints("dilations")
    pads = try attributes.ints("pads")
    isCeil = false
    for (name, list) in [("kernel_shape", kernel), ("strides", strides), ("dilations", dilations)] {
      if let list, list.contains(where: { $0 < 1 || $0 > 1 << 20 }) {
        throw .malformed("attribute \(name) = \(Shape.text(list)): must be positive")
      }
    }
    if let pads, pads.contains(where: { $0.magnitude > 1 << 20 }) {
      throw .malformed("pads \(Shape.text(pads)) are too large")
    }
  }

  struct Geometry: Sendable {
    var window: Window
    var outputs: [Int]
    /// Where the last window reaches beyond the padded input, because sizes were rounded up: how far, for each axis.
    var overhang: [Int]
  }

  /// - Parameters:
  ///   - input: extents of the spatial axes.
  ///   - kernel: extents of the window.
  func geometry(input: [Int], kernel: [Int]) throws(NetworkError) -> Geometry {
    let rank = input.count
    guard (1...3).contains(rank) else { throw .unsupported("\(rank) spatial axes; 1 to 3 are supported") }
    guard !input.contains(0) else { throw .unsupported("windows over a tensor without elements") }
    let strides = self.strides ?? [Int](repeating: 1, count: rank)
    let dilations = self.dilations ?? [Int](repeating: 1, count: rank)
    let pads = self.pads ?? [Int](repeating: 0, count: 2 * rank)
    guard kernel.count == rank, strides.count == rank, dilations.count == rank, pads.count == 2 * rank else {
      throw .malformed("kernel, strides, dilations or pads do not have \(rank) spatial axes")
    }
    if let given = self.kernel, given != kernel {
      throw .malformed("kernel_shape \(Shape.text(given)) differs from the weights' \(Shape.text(kernel))")
    }
    var window = Window(
      kernel: kernel, strides: strides, dilations: dilations, padsBegin: Array(pads[..<rank]),
      padsEnd: Array(pads[rank...]))
    var outputs: [Int] = []
    var overhang: [Int] = []
    for i in 0..<rank {
      let extent = (kernel[i] - 1) * dilations[i] + 1
      var output: Int
      switch autoPad {
      case .explicit, .valid:
        if autoPad == .valid { (window.padsBegin[i], window.padsEnd[i]) = (0, 0) }
        let room = input[i] + window.padsBegin[i] + window.padsEnd[i] - extent
        guard room >= 0 else {
          throw .malformed("a window of extent \(extent) does not fit an axis of \(input[i]) with its padding")
        }
        output = (isCeil ? (room + strides[i] - 1) / strides[i] : room / strides[i]) + 1
        // A window that would start in the padding at the end is dropped.
        if isCeil && (output - 1) * strides[i] >= input[i] + window.padsBegin[i] { output -= 1 }
      case .sameUpper, .sameLower:
        output = (input[i] + strides[i] - 1) / strides[i]
        let total = max(0, (output - 1) * strides[i] + extent - input[i])
        window.padsBegin[i] = autoPad == .sameUpper ? total / 2 : total - total / 2
        window.padsEnd[i] = total - window.padsBegin[i]
      }
      outputs.append(output)
      let reach = (output - 1) * strides[i] + extent - input[i] - window.padsBegin[i]
      overhang.append(max(0, reach - window.padsEnd[i]))
      // oneDNN wants the padding that the last window really uses.
      window.padsEnd[i] = reach
    }
    return Geometry(window: window, outputs: outputs, overhang: overhang)
  }
}
