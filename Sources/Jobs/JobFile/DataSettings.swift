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

  public enum Source: Sendable, Equatable {
    case pictures(DatasetSource)
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

  /// Exactly one of `folder`, `csv`, `idx`, `tar`, `imagenet` and `text` says what kind of data set it is.
  init(_ value: YAMLValue, folder base: URL) throws(JobFileError) {
    var keys = try value.mapping()
    let kinds = ["folder", "csv", "idx", "tar", "imagenet", "text"]
    let named = kinds.filter { keys.keys.contains($0) }
    guard named.count <= 1 else {
      throw value.error("data has \(named.joined(separator: " and ")); a job reads one data set")
    }
    if let folder = keys.optional("folder") {
      source = .pictures(try Self.folder(folder, keys: &keys, base: base))
    } else if let csv = keys.optional("csv") {
      source = .pictures(try Self.table(csv, base: base))
    } else if let idx = keys.optional("idx") {
      source = .pictures(try Self.idx(idx, base: base))
    } else if let tar = keys.optional("tar") {
      source = .pictures(try Self.shards(tar, base: base))
    } else if let imagenet = keys.optional("imagenet") {
      source = .pictures(try Self.imageNet(imagenet, base: base))
    } else if let text = keys.optional("text") {
      source = .sentences(try TextSource(text, folder: base))
    } else {
      _ = keys.optional("layout")
      _ = keys.optional("classes")
      _ = keys.optional("ground-truth")
      _ = keys.optional("subset")
      _ = keys.optional("allow-outside-root")
      try keys.finish()
      throw value.error("data needs one of the keys \(kinds.joined(separator: ", "))")
    }
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
    case .pictures(let source):
      .pictures(try source.open(relativeTo: URL(filePath: "/"), manifest: manifest, limits: limits))
    case .sentences(let source): .sentences(try source.open(relativeTo: URL(filePath: "/")))
    }
  }

  private enum FolderLayout: String, CaseIterable {
    case classes
    case flat
    case nested
  }

  private static func folder(
    _ folder: YAMLValue, keys: inout YAMLMapping, base: URL
  ) throws(JobFileError) -> DatasetSource {
    let root = try folder.path(relativeTo: base)
    let layout = try keys.optional("layout")?.choice(of: FolderLayout.self) ?? .classes
    let classes = try keys.optional("classes")?.path(relativeTo: base)
    switch layout {
    case .classes: return .classFolders(ClassFolders(root: root, classes: classes))
    case .flat: return .folder(ImageFolder(root: root))
    case .nested: return .folder(ImageFolder(root: root, recursive: true))
    }
  }

  private static func table(_ value: YAMLValue, base: URL) throws(JobFileError) -> DatasetSource {
    var keys = try value.mapping()
    let table = ImageTable(
      file: try keys.required("file").path(relativeTo: base),
      root: try keys.optional("root")?.path(relativeTo: base),
      pathColumn: try keys.optional("path")?.string() ?? "path",
      labelColumn: try keys.optional("label")?.string(),
      delimiter: try keys.optional("delimiter")?.string() ?? ",",
      classes: try keys.optional("classes")?.path(relativeTo: base))
    try keys.finish()
    guard table.delimiter.count == 1 else { throw value.error("delimiter must be one character") }
    return .table(table)
  }

  private static func idx(_ value: YAMLValue, base: URL) throws(JobFileError) -> DatasetSource {
    var keys = try value.mapping()
    let files = IDXFiles(
      images: try keys.required("images").path(relativeTo: base),
      labels: try keys.optional("labels")?.path(relativeTo: base))
    try keys.finish()
    return .idx(files)
  }

  private static func shards(_ value: YAMLValue, base: URL) throws(JobFileError) -> DatasetSource {
    var keys = try value.mapping()
    var files: [String]?
    if let list = keys.optional("files") {
      files = []
      for file in try list.list() { files?.append(try file.string()) }
    }
    let shards = TarShards(
      root: try keys.required("root").path(relativeTo: base), files: files,
      labelExtension: try keys.optional("label")?.string() ?? "cls",
      classes: try keys.optional("classes")?.path(relativeTo: base))
    try keys.finish()
    return .shards(shards)
  }

  private static func imageNet(_ value: YAMLValue, base: URL) throws(JobFileError) -> DatasetSource {
    var keys = try value.mapping()
    let validation = ImageNetValidation(
      root: try keys.required("root").path(relativeTo: base),
      groundTruth: try keys.required("labels").path(relativeTo: base),
      classes: try keys.optional("classes")?.path(relativeTo: base),
      numbering: try keys.optional("synsets").map { value throws(JobFileError) in
        .ilsvrc(synsets: try value.path(relativeTo: base))
      } ?? .label)
    try keys.finish()
    return .imageNetValidation(validation)
  }
}

extension YAMLValue {
  func path(relativeTo folder: URL) throws(JobFileError) -> String { try url(relativeTo: folder).path }
}
