import Datasets
import Foundation

/// The `data` part of a job: where the items come from.
public struct DataSettings: Sendable, Equatable {
  public var source: Source
  /// Where the true objects are, if the data set knows them.
  public var groundTruth: GroundTruthSource?
  /// Which items of the data set the job is about.
  public var subset: Selection
  public var limits: DatasetLimits

  public enum Source: Sendable {
    case images(any DatasetSource)
    case sentences(TextSource)
  }

  public init(
    source: Source, groundTruth: GroundTruthSource? = nil, subset: Selection = Selection(),
    limits: DatasetLimits = DatasetLimits()
  ) {
    self.source = source
    self.groundTruth = groundTruth
    self.subset = subset
    self.limits = limits
  }

  /// Exactly one of the formats' keys says what kind of data set it is.
  init(_ value: YAMLValue, folder base: URL) throws(JobFileError) {
    var keys = try value.mapping()
    let named = DataFormats.all.filter { keys.keys.contains($0.key) }
    guard named.count <= 1 else {
      throw value.error("data has \(named.map { $0.key }.joined(separator: " and ")); a job reads one data set")
    }
    guard let format = named.first, let entry = keys.optional(format.key) else {
      for key in ["layout", "classes", "ground-truth", "subset", "allow-outside-root"] + DataFormats.all.map({ $0.key })
      {
        _ = keys.optional(key)
      }
      try keys.finish()
      throw value.error("data needs one of the keys \(DataFormats.all.map { $0.key }.joined(separator: ", "))")
    }
    source = try format.source(entry, beside: &keys, folder: base)
    groundTruth = try keys.optional("ground-truth").map { value throws(JobFileError) in
      try GroundTruthSource(value, folder: base)
    }
    subset =
      try keys.optional("subset").map { value throws(JobFileError) in
        try Selection(value, folder: base)
      } ?? Selection()
    limits = DatasetLimits(allowsPathsOutsideRoot: try keys.optional("allow-outside-root")?.bool() ?? false)
    if case .sentences = source, groundTruth != nil {
      throw value.error("data.ground-truth is about images; of sentences name the field data.text.rationale")
    }
    try keys.finish()
  }

  /// Opens the data set; see ``DatasetSource/open(relativeTo:manifest:limits:)``. Sentences need no manifest.
  public func open(manifest: URL? = nil) throws(DatasetError) -> JobData {
    switch source {
    case .images(let source):
      .images(try source.open(relativeTo: URL(filePath: "/"), manifest: manifest, limits: limits))
    case .sentences(let source): .sentences(try source.open(relativeTo: URL(filePath: "/")))
    }
  }
}

extension DataSettings.Source: Equatable {
  public static func == (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.images(let a), .images(let b)): a.isEqual(to: b)
    case (.sentences(let a), .sentences(let b)): a == b
    default: false
    }
  }
}

extension YAMLValue {
  func path(relativeTo folder: URL) throws(JobFileError) -> String { try url(relativeTo: folder).path }
}
