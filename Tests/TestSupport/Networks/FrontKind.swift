import Reproducibility

/// Ways in which exporters and preprocessing put nodes before the first layer.
enum FrontKind: CaseIterable {
  case pad, padEdge, padReflect, arithmetic, normalization, channels, splitChannels, transformInput, slices,
    spaceToDepth
  case reshapes, resizeLinear, resizeNearest, resizeSmaller, sumOfBranches, flips, dropout, averagePool, grey

  /// Adds the nodes, with random constants.
  func add(to front: inout FrontSketch, _ generator: inout SeededGenerator) {
    switch self {
    case .pad, .padEdge, .padReflect: pad(&front, &generator)
    case .arithmetic: arithmetic(&front, &generator)
    case .normalization: normalization(&front, &generator)
    case .channels, .splitChannels: order(&front, &generator)
    case .transformInput: transformInput(&front, &generator)
    case .slices, .spaceToDepth, .reshapes: blocks(&front)
    case .resizeLinear, .resizeNearest, .resizeSmaller: resize(&front)
    case .sumOfBranches: sumOfBranches(&front, &generator)
    case .flips: flips(&front)
    case .averagePool: averagePool(&front, &generator)
    case .grey: grey(&front, &generator)
    case .dropout:
      let tensor = front.network.add("Dropout", [front.network.add("Identity", [front.tensor])])
      front.append("Dropout", tensor: tensor, front.channels, front.height, front.width) { $0 }
    }
  }

  private func numbers(_ count: Int, _ generator: inout SeededGenerator, around centre: Double = 0) -> [Double] {
    // Single precision, as the model holds them.
    (0..<count).map { _ in Double(Float(centre + generator.unit() - 0.5)) }
  }

  private func pad(_ front: inout FrontSketch, _ generator: inout SeededGenerator) {
    let (c, h, w) = (front.channels, front.height, front.width)
    let sides = (0..<4).map { _ in generator.index(below: min(3, h, w)) }
    let (top, left, bottom, right) = (sides[0], sides[1], sides[2], sides[3])
    let value = numbers(1, &generator)[0]
    let mode: AttributeValue = self == .pad ? "constant" : self == .padEdge ? "edge" : "reflect"
    let pads = front.network.integers([0, 0, top, left, 0, 0, bottom, right])
    let inputs = [front.tensor, pads] + (self == .pad ? [front.network.constant([value], [])] : [])
    let tensor = front.network.add("Pad", inputs, ["mode": mode])
    func place(_ i: Int, _ extent: Int) -> Int {
      if self == .padEdge { return min(max(i, 0), extent - 1) }
      return i < 0 ? -i : i >= extent ? 2 * (extent - 1) - i : i
    }
    let isConstant = self == .pad
    front.append("Pad", tensor: tensor, c, h + top + bottom, w + left + right) { x in
      Planes(c, h + top + bottom, w + left + right) { channel, i, j in
        isConstant
          ? x.at(channel, i - top, j - left, outside: value)
          : x[channel, place(i - top, h), place(j - left, w)]
      }
    }
  }

  private func arithmetic(_ front: inout FrontSketch, _ generator: inout SeededGenerator) {
    let (c, h, w) = (front.channels, front.height, front.width)
    let mean = numbers(c, &generator)
    let deviation = numbers(c, &generator, around: 1)
    let (scale, shift) = (numbers(1, &generator, around: 2)[0], numbers(1, &generator)[0])
    var tensor = front.network.add("Sub", [front.tensor, front.network.constant(mean, [1, c, 1, 1])])
    tensor = front.network.add("Div", [tensor, front.network.constant(deviation, [c, 1, 1])])
    tensor = front.network.add("Mul", [front.network.constant([scale], []), tensor])
    // A constant less the tensor, and the sign turned back.
    tensor = front.network.add("Neg", [front.network.add("Sub", [front.network.constant([shift], [1]), tensor])])
    front.append("Sub, Div, Mul, Sub, Neg", tensor: tensor, c, h, w) { x in
      Planes(c, h, w) { -(shift - scale * (x[$0, $1, $2] - mean[$0]) / deviation[$0]) }
    }
  }

  private func normalization(_ front: inout FrontSketch, _ generator: inout SeededGenerator) {
    let (c, h, w) = (front.channels, front.height, front.width)
    let lists = [
      numbers(c, &generator, around: 1), numbers(c, &generator), numbers(c, &generator),
      numbers(c, &generator, around: 1),
    ]
    let parameters = lists.map { front.network.constant($0, [c]) }
    let tensor = front.network.add("BatchNormalization", [front.tensor] + parameters)
    front.append("BatchNormalization", tensor: tensor, c, h, w) { x in
      Planes(c, h, w) {
        (x[$0, $1, $2] - lists[2][$0]) / (lists[3][$0] + Double(Float(1e-5))).squareRoot() * lists[0][$0] + lists[1][$0]
      }
    }
  }

  private func order(_ front: inout FrontSketch, _ generator: inout SeededGenerator) {
    let (c, h, w) = (front.channels, front.height, front.width)
    if self == .channels {
      let picked = (0..<3).map { _ in generator.index(below: c) }
      let tensor = front.network.add("Gather", [front.tensor, front.network.integers(picked)], ["axis": 1])
      front.append("Gather", tensor: tensor, 3, h, w) { x in Planes(3, h, w) { x[picked[$0], $1, $2] } }
    } else {
      let name = "parts\(front.network.nodes.count)"
      let parts = (0..<c).map { "\(name)_\($0)" }
      _ = front.network.add("Split", [front.tensor], ["axis": 1], name: name, outputs: parts)
      let tensor = front.network.add("Concat", parts.reversed(), ["axis": 1])
      front.append("Split, Concat", tensor: tensor, c, h, w) { x in Planes(c, h, w) { x[c - 1 - $0, $1, $2] } }
    }
  }

  /// What torchvision's Inception does to each channel, with a channel of ones behind.
  private func transformInput(_ front: inout FrontSketch, _ generator: inout SeededGenerator) {
    let (c, h, w) = (front.channels, front.height, front.width)
    let (scale, shift) = (numbers(c, &generator, around: 1), numbers(c, &generator))
    var parts: [String] = []
    for channel in 0..<c {
      var part = front.network.add("Gather", [front.tensor, front.network.integers([channel], [])], ["axis": 1])
      part = front.network.add("Unsqueeze", [part, front.network.integers([1])])
      part = front.network.add("Mul", [part, front.network.constant([scale[channel]], [])])
      parts.append(front.network.add("Add", [part, front.network.constant([shift[channel]], [])]))
    }
    let zeros = front.network.add("Mul", [parts[0], front.network.constant([0], [])])
    parts.append(front.network.add("Add", [zeros, front.network.constant([1], [])]))
    let tensor = front.network.add("Concat", parts, ["axis": 1])
    front.append("Gather, Unsqueeze, Mul, Add, Concat", tensor: tensor, c + 1, h, w) { x in
      Planes(c + 1, h, w) { $0 == c ? 1 : x[$0, $1, $2] * scale[$0] + shift[$0] }
    }
  }

  /// Blocks of 2 x 2 pixels become channels; what does not fill a block is cut off.
  private func blocks(_ front: inout FrontSketch) {
    let (c, h, w) = (front.channels, front.height / 2, front.width / 2)
    guard h > 0, w > 0 else { return }
    let start = front.network.integers([0, 0])
    let end = front.network.integers([2 * h, 2 * w])
    let cut = front.network.add("Slice", [front.tensor, start, end, front.network.integers([2, 3])])
    var tensor: String
    switch self {
    case .slices:
      var parts: [String] = []
      for (y, x) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        let bounds = [front.network.integers([y, x]), front.network.integers([2 * h, 2 * w])]
        let steps = [front.network.integers([2, 3]), front.network.integers([2, 2])]
        parts.append(front.network.add("Slice", [cut] + bounds + steps))
      }
      tensor = front.network.add("Concat", parts, ["axis": 1])
      front.append("Focus", tensor: tensor, 4 * c, h, w) { x in
        Planes(4 * c, h, w) { channel, i, j in
          let part = channel / c
          return x[channel % c, 2 * i + part % 2, 2 * j + part / 2]
        }
      }
      return
    case .spaceToDepth: tensor = front.network.add("SpaceToDepth", [cut], ["blocksize": 2])
    default:
      tensor = front.network.add("Reshape", [cut, front.network.integers([-1, c, h, 2, w, 2])])
      tensor = front.network.add("Transpose", [tensor], ["perm": [0, 3, 5, 1, 2, 4]])
      tensor = front.network.add("Reshape", [tensor, front.network.integers([-1, 4 * c, h, w])])
    }
    front.append("\(self)", tensor: tensor, 4 * c, h, w) { x in
      Planes(4 * c, h, w) { x[$0 % c, 2 * $1 + $0 / c / 2, 2 * $2 + $0 / c % 2] }
    }
  }

  private func resize(_ front: inout FrontSketch) {
    let (c, h, w) = (front.channels, front.height, front.width)
    let (height, width) = self == .resizeSmaller ? (max(1, h - 1), max(1, w - 2)) : (2 * h, w + 3)
    let mode: AttributeValue = self == .resizeNearest ? "nearest" : "linear"
    let sizes = front.network.integers([height, width])
    let tensor = front.network.add(
      "Resize", [front.tensor, "", "", sizes],
      [
        "mode": mode, "coordinate_transformation_mode": "half_pixel", "nearest_mode": "floor", "axes": [2, 3],
      ])
    let isNearest = self == .resizeNearest
    /// The two neighbours of a position, and the share of the second.
    func place(_ i: Int, _ from: Int, _ to: Int) -> (Int, Int, Double) {
      let x = (Double(i) + 0.5) * Double(from) / Double(to) - 0.5
      let low = Int(x.rounded(.down))
      func held(_ j: Int) -> Int { min(max(j, 0), from - 1) }
      return (held(low), held(low + 1), isNearest ? 0 : x - x.rounded(.down))
    }
    front.append("\(self)", tensor: tensor, c, height, width) { x in
      Planes(c, height, width) { channel, i, j in
        let (top, bottom, v) = place(i, h, height)
        let (left, right, u) = place(j, w, width)
        return (1 - v) * ((1 - u) * x[channel, top, left] + u * x[channel, top, right])
          + v * ((1 - u) * x[channel, bottom, left] + u * x[channel, bottom, right])
      }
    }
  }

  /// A tensor added to itself moved, so that a pixel reaches an element twice.
  private func sumOfBranches(_ front: inout FrontSketch, _ generator: inout SeededGenerator) {
    let (c, h, w) = (front.channels, front.height, front.width)
    let factor = numbers(1, &generator)[0]
    let half = front.network.add("Mul", [front.tensor, front.network.constant([factor], [])])
    let pads = front.network.integers([0, 0, 0, 1, 0, 0, 0, -1])
    let moved = front.network.add("Pad", [front.tensor, pads])
    let sum = front.network.add("Add", [half, moved])
    let tensor = front.network.add("Sum", [sum, front.tensor])
    front.append("Mul, Pad, Add, Sum", tensor: tensor, c, h, w) { x in
      Planes(c, h, w) { factor * x[$0, $1, $2] + x.at($0, $1, $2 - 1) + x[$0, $1, $2] }
    }
  }

  private func flips(_ front: inout FrontSketch) {
    let (c, h, w) = (front.channels, front.height, front.width)
    let bounds = [front.network.integers([-1]), front.network.integers([-100])]
    let flipped = front.network.add(
      "Slice", [front.tensor] + bounds + [front.network.integers([3]), front.network.integers([-1])])
    let tensor = front.network.add("Transpose", [flipped], ["perm": [0, 1, 3, 2]])
    front.append("Slice, Transpose", tensor: tensor, c, w, h) { x in Planes(c, w, h) { x[$0, $2, w - 1 - $1] } }
  }

  private func averagePool(_ front: inout FrontSketch, _ generator: inout SeededGenerator) {
    let (c, h, w) = (front.channels, front.height, front.width)
    let (rows, columns) = (min(h, 2), min(w, 1 + generator.index(below: 3)))
    let pads = (0..<4).map { _ in generator.index(below: min(rows, columns)) }
    let (stride, countsPadding) = (1 + generator.index(below: min(h, w, 2)), generator.index(below: 2) == 1)
    let tensor = front.network.add(
      "AveragePool", [front.tensor],
      [
        "kernel_shape": .ints([rows, columns]), "strides": .ints([stride, stride]), "pads": .ints(pads),
        "count_include_pad": .int(countsPadding ? 1 : 0),
      ])
    let height = (h + pads[0] + pads[2] - rows) / stride + 1
    let width = (w + pads[1] + pads[3] - columns) / stride + 1
    front.append("AveragePool", tensor: tensor, c, height, width) { x in
      Planes(c, height, width) { channel, i, j in
        var (sum, count) = (0.0, 0)
        for y in i * stride - pads[0]..<i * stride - pads[0] + rows {
          for z in j * stride - pads[1]..<j * stride - pads[1] + columns {
            sum += x.at(channel, y, z)
            count += (0..<h).contains(y) && (0..<w).contains(z) ? 1 : 0
          }
        }
        return sum / Double(countsPadding ? rows * columns : count)
      }
    }
  }

  /// One channel: the mean, or the sum, of all.
  private func grey(_ front: inout FrontSketch, _ generator: inout SeededGenerator) {
    let (c, h, w) = (front.channels, front.height, front.width)
    let isMean = generator.index(below: 2) == 0
    let tensor = front.network.add(
      isMean ? "ReduceMean" : "ReduceSum", [front.tensor, front.network.integers([1])], ["keepdims": 1])
    front.append(isMean ? "ReduceMean" : "ReduceSum", tensor: tensor, 1, h, w) { x in
      Planes(1, h, w) { _, i, j in (0..<c).reduce(0) { $0 + x[$1, i, j] } / Double(isMean ? c : 1) }
    }
  }
}
