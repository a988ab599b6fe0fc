import Datasets
import Explaining
import Foundation
import ImageCodecs
import Saliency

/// The regions and groups that a job asks for, made anew for each item.
struct SobolRegions: Sendable {
  /// What the regions are.
  enum Partition: Sendable {
    case grid(rows: Int, columns: Int)
    case superpixels(SLIC)
    /// One region per value of a label map beside the image.
    case labels(LabelMapReader, names: [Int: String], kept: Set<Int>)
    /// The data set's ground truth as `object`, the rest as `background`.
    case object
    /// Each box of the data set's ground truth, the rest as `background`.
    case boxes
    /// One region a word, `position:word`.
    case words
  }

  enum Group: Sendable {
    case standard(StandardGroup)
    /// From the data set's ground truth.
    case object
    case background
    case named(String, of: [String])
  }

  /// Nil is the usual one: 8 x 8 cells, or words.
  var partition: Partition?
  var groups: [Group] = []
  var membership = GroupMembership.majority
  /// Width of the border as a share of the shorter side.
  var frame = 0.125

  /// Refuses a grid finer than the image, and what does not fit the kind of items.
  func validate(for job: JobContext) throws {
    switch (partition, job.isAboutSentences) {
    case (.words, false): throw ItemError(kind: "regions", message: "regions: words needs sentences")
    case (.grid, true), (.superpixels, true), (.labels, true):
      throw ItemError(kind: "regions", message: "the regions of a sentence are words or object (its rationale)")
    case (.grid(let rows, let columns), false):
      _ = try RegionSet.grid(rows: rows, columns: columns, height: job.inputShape.height, width: job.inputShape.width)
    default: break
    }
    for case .standard(let group) in groups where job.isAboutSentences && ![.leftHalf, .rightHalf].contains(group) {
      throw ItemError(kind: "regions", message: "a sentence has no \(group.rawValue)")
    }
  }

  func make(for item: PreparedItem, preprocessing: Preprocessing) throws -> RegionSet {
    let (height, width) = (item.height, item.width)
    var regions: RegionSet
    switch partition ?? (item.sentence == nil ? .grid(rows: 8, columns: 8) : .words) {
    case .words:
      let words = item.sentence?.tokens.words ?? []
      regions = try RegionSet(
        extent: .image(height: 1, width: words.count), labels: Array(words.indices),
        names: words.enumerated().map { "\($0):\($1)" })
    case .grid(let rows, let columns):
      regions = try .grid(rows: rows, columns: columns, height: height, width: width)
    case .superpixels(let slic):
      let pixels = preprocessing.pixels(of: item.values, count: height * width)
      let labels = try slic.labels(pixels: pixels, height: height, width: width)
      regions = try RegionSet(
        extent: .image(height: height, width: width), labels: labels,
        names: (0...(labels.max() ?? 0)).map(String.init))
    case .labels(let reader, let names, let kept):
      guard let map = try reader.labelMap(of: item.item, geometry: item.geometry) else {
        throw ItemError(kind: "regions", message: "the item has no label map; see regions.labels")
      }
      regions = try RegionSet(
        labelMap: map.pixels.map(Int.init), extent: .image(height: height, width: width), names: names, kept: kept)
    case .object:
      let truth = try truth(of: item).bits
      regions = try RegionSet(
        extent: .image(height: height, width: width), labels: truth.map { $0 ? 0 : 1 }, names: ["object", "background"])
    case .boxes: regions = try Self.boxes(of: item)
    }
    for group in groups { try add(group, to: &regions, item: item) }
    return regions
  }

  /// Boxes go by the annotation's names; those that repeat, and those without, are numbered.
  private static func boxes(of item: PreparedItem) throws -> RegionSet {
    guard !item.boxes.isEmpty else {
      throw ItemError(
        kind: "regions",
        message: "the item has no box; regions: boxes needs data.ground-truth with boxes or box-table")
    }
    var used: Set<String> = ["background"]
    let boxes = item.boxes.map { named in
      let plain = named.name.isEmpty ? "box" : named.name
      let numbered = (1...).lazy.map { $0 == 1 ? plain : "\(plain) \($0)" }
      let name = numbered.first { used.insert($0).inserted } ?? plain
      return NamedBox(name: name, box: named.box)
    }
    return try .boxes(boxes, height: item.height, width: item.width)
  }

  private func add(_ group: Group, to regions: inout RegionSet, item: PreparedItem) throws {
    switch group {
    case .standard(let group):
      let members = group.members(height: item.height, width: item.width, frame: frame)
      try regions.addGroup(group.rawValue, members: members, membership: membership)
    case .object: try regions.addGroup("object", members: truth(of: item).bits, membership: membership)
    case .background:
      try regions.addGroup("background", members: truth(of: item).bits.map(!), membership: membership)
    case .named(let name, let parts): try regions.addGroup(name, of: parts)
    }
  }

  private func truth(of item: PreparedItem) throws -> PixelMask {
    guard let truth = item.truth else {
      throw ItemError(
        kind: "regions",
        message: "object and background need an annotation of the item; name one with data.ground-truth")
    }
    return truth
  }
}

extension Preprocessing {
  /// The 8-bit sRGB pixels that a network's input was made of; superpixels are found on them.
  func pixels(of values: [Float], count: Int) -> [UInt8] {
    func number(_ numbers: [Double], _ channel: Int, _ otherwise: Double) -> Double {
      numbers.isEmpty ? otherwise : numbers[numbers.count == 1 ? 0 : channel]
    }
    var pixels = [UInt8](repeating: 0, count: 3 * count)
    for target in 0..<3 {
      let channel = channels == .grey ? 0 : channels == .bgr ? 2 - target : target
      let (mean, deviation) = (number(mean, channel, 0), number(standardDeviation, channel, 1))
      for pixel in 0..<count {
        let byte = ((Double(values[channel * count + pixel]) * deviation + mean) / scale).rounded()
        pixels[3 * pixel + target] = UInt8(min(max(byte, 0), 255))
      }
    }
    return pixels
  }
}
