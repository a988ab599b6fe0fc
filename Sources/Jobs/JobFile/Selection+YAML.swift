import Datasets
import Foundation

extension Selection {
  /// `{labels: [0, 7], list: names.txt, sample: {count: 1000, seed: 0, per-class: false}}`: each narrows what the ones
  /// before it leave.
  init(_ value: YAMLValue, folder base: URL) throws(JobFileError) {
    self.init()
    var keys = try value.mapping()
    if let list = keys.optional("labels") {
      var labels: [Int] = []
      for label in try list.list() { labels.append(try label.int(in: 0...Int.max)) }
      self.labels = labels
    }
    list = try keys.optional("list")?.path(relativeTo: base)
    if let sample = keys.optional("sample") {
      var sampleKeys = try sample.mapping()
      self.sample = Sample(
        count: try sampleKeys.required("count").int(in: 1...Int.max),
        seed: UInt64(try sampleKeys.optional("seed")?.int(in: 0...Int.max) ?? 0),
        perClass: try sampleKeys.optional("per-class")?.bool() ?? false)
      try sampleKeys.finish()
    }
    try keys.finish()
  }
}
