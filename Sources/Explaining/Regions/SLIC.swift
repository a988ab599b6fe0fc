/// Superpixels by simple linear iterative clustering: R. Achanta, A. Shaji, K. Smith, A. Lucchi, P. Fua and S. Suesstrunk,
/// "SLIC Superpixels Compared to State-of-the-Art Superpixel Methods", IEEE TPAMI 34 (2012), Algorithm 1.
public struct SLIC: Sendable, Codable, Equatable {
  /// Wanted number of superpixels; the result has about as many.
  public var count: Int
  /// The paper's m: weight of closeness against colour, usually 1 through 40.
  public var compactness: Double
  /// Rounds of assignment and update; the paper found 10 enough.
  public var iterations: Int

  public init(count: Int = 64, compactness: Double = 10, iterations: Int = 10) {
    self.count = count
    self.compactness = compactness
    self.iterations = iterations
  }

  private struct Centre {
    var colour: (Float, Float, Float)
    var x: Float
    var y: Float
  }

  /// Segments an image.
  ///
  /// - Parameter pixels: `height * width * 3` interleaved 8-bit sRGB values.
  /// - Returns: a label per pixel, 0 through n - 1, each label one 4-connected patch.
  public func labels(pixels: [UInt8], height: Int, width: Int) throws(RegionError) -> [Int] {
    guard count >= 1, count <= height * width else {
      throw .invalidSetting("count", "\(count)", "between 1 and the number of pixels, \(height * width)")
    }
    guard compactness > 0 else { throw .invalidSetting("compactness", "\(compactness)", "positive") }
    guard iterations >= 1 else { throw .invalidSetting("iterations", "\(iterations)", "at least 1") }
    guard pixels.count == height * width * 3 else {
      throw .shape("superpixels need \(height) x \(width) RGB pixels, not \(pixels.count) values")
    }
    let lab = LabColour.fromSRGB(pixels)
    let spacing = (Double(height * width) / Double(count)).squareRoot()
    var centres = initialCentres(lab, height: height, width: width, spacing: spacing)
    var labels = [Int](repeating: -1, count: height * width)
    for _ in 0..<iterations {
      assign(&labels, to: centres, lab, height: height, width: width, spacing: spacing)
      update(&centres, labels, lab, width: width)
    }
    return Self.connected(labels, height: height, width: width, smallest: Int(spacing * spacing / 4))
  }

  /// Centres on a regular grid, each moved to the lowest gradient of its 3 x 3 neighbourhood so that none starts on an edge.
  private func initialCentres(_ lab: [Float], height: Int, width: Int, spacing: Double) -> [Centre] {
    func gradient(_ x: Int, _ y: Int) -> Float {
      guard x > 0, y > 0, x < width - 1, y < height - 1 else { return .infinity }
      let pixel = y * width + x
      return squaredDistance(lab, pixel - 1, pixel + 1) + squaredDistance(lab, pixel - width, pixel + width)
    }
    let rows = max(1, Int((Double(height) / spacing).rounded()))
    let columns = max(1, Int((Double(width) / spacing).rounded()))
    var centres: [Centre] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let y = (2 * row + 1) * height / (2 * rows)
        let x = (2 * column + 1) * width / (2 * columns)
        var best = (x: x, y: y, gradient: gradient(x, y))
        for candidateY in y - 1...y + 1 {
          for candidateX in x - 1...x + 1 {
            let value = gradient(candidateX, candidateY)
            if value < best.gradient { best = (candidateX, candidateY, value) }
          }
        }
        let pixel = (best.y * width + best.x) * 3
        centres.append(
          Centre(colour: (lab[pixel], lab[pixel + 1], lab[pixel + 2]), x: Float(best.x), y: Float(best.y)))
      }
    }
    return centres
  }

  private func squaredDistance(_ lab: [Float], _ a: Int, _ b: Int) -> Float {
    var sum: Float = 0
    for channel in 0..<3 {
      let difference = lab[3 * a + channel] - lab[3 * b + channel]
      sum += difference * difference
    }
    return sum
  }

  /// Each centre claims pixels within twice the spacing by D^2 = d_colour^2 + (d_space / S)^2 m^2.
  private func assign(
    _ labels: inout [Int], to centres: [Centre], _ lab: [Float], height: Int, width: Int, spacing: Double
  ) {
    let spaceWeight = Float(compactness * compactness / (spacing * spacing))
    let reach = Float(spacing)
    var distances = [Float](repeating: .infinity, count: height * width)
    for (index, centre) in centres.enumerated() {
      let rows = max(0, Int(centre.y - reach))...min(height - 1, Int((centre.y + reach).rounded(.up)))
      let columns = max(0, Int(centre.x - reach))...min(width - 1, Int((centre.x + reach).rounded(.up)))
      for y in rows {
        let dy = Float(y) - centre.y
        for x in columns {
          let pixel = y * width + x
          let dx = Float(x) - centre.x
          let (dl, da) = (lab[3 * pixel] - centre.colour.0, lab[3 * pixel + 1] - centre.colour.1)
          let db = lab[3 * pixel + 2] - centre.colour.2
          let distance = dl * dl + da * da + db * db + spaceWeight * (dx * dx + dy * dy)
          if distance < distances[pixel] {
            distances[pixel] = distance
            labels[pixel] = index
          }
        }
      }
    }
  }

  private func update(_ centres: inout [Centre], _ labels: [Int], _ lab: [Float], width: Int) {
    var sums = [(l: Double, a: Double, b: Double, x: Double, y: Double, n: Double)](
      repeating: (0, 0, 0, 0, 0, 0), count: centres.count)
    for (pixel, label) in labels.enumerated() where label >= 0 {
      sums[label].l += Double(lab[3 * pixel])
      sums[label].a += Double(lab[3 * pixel + 1])
      sums[label].b += Double(lab[3 * pixel + 2])
      sums[label].x += Double(pixel % width)
      sums[label].y += Double(pixel / width)
      sums[label].n += 1
    }
    for (index, sum) in sums.enumerated() where sum.n > 0 {
      centres[index] = Centre(
        colour: (Float(sum.l / sum.n), Float(sum.a / sum.n), Float(sum.b / sum.n)), x: Float(sum.x / sum.n),
        y: Float(sum.y / sum.n))
    }
  }
}
