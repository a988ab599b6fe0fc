import Foundation

/// A kind of data set: where its images and labels come from. Each kind has a file in `Sources`.
public protocol DatasetSource: Sendable, Equatable, Codable {
  /// Opens the data set.
  ///
  /// - Parameters:
  ///   - base: relative paths of the source start here (the job file's folder).
  ///   - manifest: where the list of items is kept, by sources that list them. If the file exists and was made from this
  ///     very source, it is used and no folder is listed: so one process lists, and all others, and later runs, see the
  ///     same items under the same numbers. Nil keeps the list in memory.
  func open(
    relativeTo base: URL, manifest: URL?, limits: DatasetLimits
  ) throws(DatasetError) -> any Dataset
}

extension DatasetSource {
  /// Opens the data set with the default limits.
  public func open(relativeTo base: URL, manifest: URL? = nil) throws(DatasetError) -> any Dataset {
    try open(relativeTo: base, manifest: manifest, limits: DatasetLimits())
  }

  /// Opens the data set with its list in memory.
  public func open(relativeTo base: URL, limits: DatasetLimits) throws(DatasetError) -> any Dataset {
    try open(relativeTo: base, manifest: nil, limits: limits)
  }

  public func isEqual(to other: any DatasetSource) -> Bool { self == other as? Self }
}

/// A source whose items are listed once.
protocol ListingSource: DatasetSource {
  /// What manifests call this kind of source.
  static var kind: String { get }
  /// The folder that all items lie in.
  func rootURL(relativeTo base: URL) -> URL
  func list(into writer: ManifestWriter, reader: RootedReader, base: URL) throws(DatasetError) -> ListSummary
}

extension ListingSource {
  /// Reads the list, or makes it; see ``DatasetSource/open(relativeTo:manifest:limits:)``.
  func listed(
    relativeTo base: URL, manifest url: URL?, limits: DatasetLimits
  ) throws(DatasetError) -> ListedDataset {
    let reader = RootedReader(root: rootURL(relativeTo: base), limits: limits)
    if let url, FileManager.default.fileExists(atPath: url.path) {
      let manifest = try Manifest(contentsOf: url)
      let description = try? JSONDecoder().decode(ListDescription<Self>.self, from: manifest.description)
      if let description, description.source == ListDescription(self).source {
        return ListedDataset(manifest: manifest, reader: reader, classNames: description.classNames)
      }
    }
    let writer = try ManifestWriter(url: url)
    let summary = try list(into: writer, reader: reader, base: base)
    let encoded: Data
    do { encoded = try JSONEncoder().encode(ListDescription(self, classNames: summary.classNames)) } catch {
      throw DatasetError(.invalid, "manifest", "the source cannot be written down: \(error)")
    }
    let manifest = try writer.finish(containers: summary.containers, description: encoded)
    guard manifest.count > 0 else { throw DatasetError(.invalid, reader.root.path, "no images found") }
    return ListedDataset(manifest: manifest, reader: reader, classNames: summary.classNames)
  }
}

/// What a manifest says of its list: `{"source": {"folder": {"_0": {...}}}, "classNames": [...]}`.
private struct ListDescription<Source: ListingSource>: Codable {
  var source: [String: [String: Source]]
  var classNames: [String]

  init(_ source: Source, classNames: [String] = []) {
    self.source = [Source.kind: ["_0": source]]
    self.classNames = classNames
  }
}

struct ListSummary {
  var classNames: [String] = []
  var containers: [String] = []
}

extension URL {
  /// `path` as it stands in a job: absolute, or relative to this folder.
  func resolving(_ path: String) -> URL {
    path.hasPrefix("/") ? URL(filePath: path) : path.isEmpty ? self : appending(path: path)
  }
}
