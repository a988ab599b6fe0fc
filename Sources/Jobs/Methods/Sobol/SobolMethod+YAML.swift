import Datasets
import Explaining
import Foundation

extension SobolMethod {
  init(yaml value: YAMLValue?) throws(JobFileError) {
    guard let value else { return }
    var keys = try value.mapping()
    regions = try SobolRegions(&keys)
    if let rows = keys.optional("rows") { settings.rows = try rows.int(in: 4...1 << 24) }
    if let sampling = keys.optional("sampling") { settings.sampling = try sampling.choice() }
    if let scrambling = keys.optional("scrambling") { settings.scrambling = try scrambling.choice() }
    if let output = keys.optional("output") { settings.output = try output.choice() }
    if let baseline = keys.optional("baseline") {
      self.baseline = try baseline.replacement()
    }
    settings.perturbation = try PerturbationSettings(&keys)
    settings.estimators = try SobolEstimators(&keys)
    if let pairs = keys.optional("pairs") { settings.pairs = try SobolSettings.Pairs(pairs) }
    if let adaptive = keys.optional("adaptive") { settings.adaptive = try SobolSettings.Adaptive(adaptive) }
    try keys.finish()
    do { try settings.validate() } catch { throw value.error("\(error)") }
  }
}

extension YAMLValue {
  /// What replaces a part of the input: a fill, or another picture.
  func replacement() throws(JobFileError) -> PerturbationSettings.Replacement {
    let text = try string()
    guard let replacement = PerturbationSettings.Replacement(text) else {
      throw error("'\(text)' does not say what replaces a region: write \(PerturbationSettings.Replacement.spellings)")
    }
    return replacement
  }
}

extension PerturbationSettings {
  fileprivate init(_ keys: inout YAMLMapping) throws(JobFileError) {
    self.init()
    if let variable = keys.optional("variable") { self.variable = try variable.choice() }
    if let probability = keys.optional("keep-probability") { keepProbability = try probability.double() }
    if let sigma = keys.optional("edge-sigma") { edgeSigma = try sigma.double() }
  }
}

extension SobolEstimators {
  fileprivate init(_ keys: inout YAMLMapping) throws(JobFileError) {
    self.init()
    if let first = keys.optional("first") { self.first = try first.choice() }
    if let total = keys.optional("total") { self.total = try total.choice() }
    if let variance = keys.optional("variance") { self.variance = try variance.choice() }
    if let centres = keys.optional("centre") { self.centres = try centres.bool() }
    if let intervals = keys.optional("intervals") {
      var keys = try intervals.mapping()
      if let resamples = keys.optional("resamples") { self.resamples = try resamples.int(in: 0...100_000) }
      if let level = keys.optional("level") { self.level = try level.double() }
      if let kind = keys.optional("kind") { interval = try kind.choice() }
      try keys.finish()
    }
  }
}

extension SobolSettings.Pairs {
  fileprivate init(_ value: YAMLValue) throws(JobFileError) {
    self.init()
    var keys = try value.mapping()
    if let top = keys.optional("top") { self.top = try top.int(in: 0...1000) }
    if let list = keys.optional("named") {
      for pair in try list.list() {
        var names: [String] = []
        for name in try pair.list() { names.append(try name.string()) }
        named.append(names)
      }
    }
    try keys.finish()
  }
}

extension SobolSettings.Adaptive {
  fileprivate init(_ value: YAMLValue) throws(JobFileError) {
    self.init()
    var keys = try value.mapping()
    if let tolerance = keys.optional("tolerance") { self.tolerance = try tolerance.double() }
    if let largest = keys.optional("largest") { self.largest = try largest.int(in: 1...Int.max) }
    if let passes = keys.optional("maximum-passes") { maximumPasses = try passes.int(in: 1...Int.max) }
    try keys.finish()
  }
}

extension SobolRegions {
  fileprivate init(_ keys: inout YAMLMapping) throws(JobFileError) {
    if let value = keys.optional("regions") { partition = try Self.partition(value) }
    if let frame = keys.optional("frame") {
      self.frame = try frame.double()
      guard self.frame > 0, self.frame < 0.5 else { throw frame.error("frame must be between 0 and 0.5") }
    }
    if let membership = keys.optional("membership") { self.membership = try membership.choice() }
    if let groups = keys.optional("groups") {
      for group in try groups.list() { self.groups.append(try Self.group(group)) }
    }
  }

  /// `object`, `boxes`, `words`, or a mapping with one of `grid`, `superpixels` and `labels`.
  static func partition(_ value: YAMLValue) throws(JobFileError) -> Partition {
    guard value.isMapping else {
      switch try value.string() {
      case "object": return .object
      case "boxes": return .boxes
      case "words": return .words
      case let name:
        throw value.unknownChoice(
          name, valid: ["object", "boxes", "words", "grid: {...}", "superpixels: {...}", "labels: {...}"])
      }
    }
    var keys = try value.mapping()
    if let grid = keys.optional("grid") {
      try keys.finish()
      var sides = try grid.mapping()
      let partition = Partition.grid(
        rows: try sides.required("rows").int(in: 1...2048), columns: try sides.required("columns").int(in: 1...2048))
      try sides.finish()
      return partition
    }
    if let superpixels = keys.optional("superpixels") {
      try keys.finish()
      var slic = SLIC()
      var keys = try superpixels.mapping()
      if let count = keys.optional("count") { slic.count = try count.int(in: 1...2048) }
      if let compactness = keys.optional("compactness") { slic.compactness = try compactness.double() }
      if let iterations = keys.optional("iterations") { slic.iterations = try iterations.int(in: 1...1000) }
      try keys.finish()
      guard slic.compactness > 0 else { throw superpixels.error("compactness must be positive") }
      return .superpixels(slic)
    }
    let labels = keys.optional("labels")
    try keys.finish()
    guard let labels else {
      throw value.error("regions must be object or boxes, or have one of grid, superpixels and labels")
    }
    return try Self.labels(labels)
  }

  private static func labels(_ value: YAMLValue) throws(JobFileError) -> Partition {
    var keys = try value.mapping()
    let folder = try keys.required("folder")
    let root = try folder.url(relativeTo: URL(filePath: value.file).deletingLastPathComponent())
    var names: [Int: String] = [:]
    if let mapping = keys.optional("names") {
      var entries = try mapping.mapping()
      for key in entries.keys {
        guard let label = Int(key), let name = entries.optional(key) else {
          throw mapping.error("names must map label values to names, for example 1: cat")
        }
        names[label] = try name.string()
      }
    }
    var kept: Set<Int> = [255]
    if let void = keys.optional("kept") {
      kept = []
      for label in try void.list() { kept.insert(try label.int(in: 0...255)) }
    }
    try keys.finish()
    do {
      return .labels(try LabelMapReader(LabelMapFolder(root: root.path), base: root), names: names, kept: kept)
    } catch { throw folder.error("\(error)") }
  }

  private static func group(_ value: YAMLValue) throws(JobFileError) -> Group {
    if value.isMapping {
      var keys = try value.mapping()
      let name = try keys.required("name").string()
      var parts: [String] = []
      for part in try keys.required("of").list() { parts.append(try part.string()) }
      try keys.finish()
      return .named(name, of: parts)
    }
    switch try value.string() {
    case "object": return .object
    case "background": return .background
    case let name:
      guard let group = StandardGroup(rawValue: name) else {
        throw value.unknownChoice(name, valid: StandardGroup.allCases.map(\.rawValue) + ["object", "background"])
      }
      return .standard(group)
    }
  }
}
