import Foundation

/// Where a data set's images and labels come from.
public enum DatasetSource: Sendable, Codable, Equatable {
  case classFolders(ClassFolders)
  case folder(ImageFolder)
  case table(ImageTable)
  case imageNetValidation(ImageNetValidation)
  case shards(TarShards)
  case idx(IDXFiles)

  /// Opens the data set.
  ///
  /// - Parameters:
  ///   - base: relative paths of the source start here (the job file's folder).
  ///   - manifest: where the list of items is kept. If the file exists and was made from this very source, it is
  ///     used and no folder is listed: so one process lists, and all others, and later runs, see the same items
  ///     under the same numbers. Nil keeps the list in memory. IDX files need none.
  public func open(
    relativeTo base: URL, manifest url: URL? = nil, limits: DatasetLimits = DatasetLimits()
  ) throws(DatasetError) -> any Dataset {
    if case .idx(let files) = self { return try IDXDataset(files, relativeTo: base, limits: limits) }
    let listing = listing
    let reader = RootedReader(root: listing.rootURL(relativeTo: base), limits: limits)
    if let url, FileManager.default.fileExists(atPath: url.path) {
      let manifest = try Manifest(contentsOf: url)
      let description = try? JSONDecoder().decode(ListDescription.self, from: manifest.description)
      if let description, description.source == self {
        return ListedDataset(manifest: manifest, reader: reader, classNames: description.classNames)
      }
    }
    let writer = try ManifestWriter(url: url)
    let summary = try listing.list(into: writer, reader: reader, base: base)
    let description = ListDescription(source: self, classNames: summary.classNames)
    let encoded: Data
    do { encoded = try JSONEncoder().encode(description) } catch {
      throw DatasetError(.invalid, "manifest", "the source cannot be written down: \(error)")
    }
    let manifest = try writer.finish(containers: summary.containers, description: encoded)
    guard manifest.count > 0 else { throw DatasetError(.invalid, reader.root.path, "no images found") }
    return ListedDataset(manifest: manifest, reader: reader, classNames: summary.classNames)
  }

  private struct ListDescription: Codable {
    var source: DatasetSource
    var classNames: [String]
  }

  private var listing: any ListingSource {
    switch self {
    case .classFolders(let source): source
    case .folder(let source): source
    case .table(let source): source
    case .imageNetValidation(let source): source
    case .shards(let source): source
    case .idx: preconditionFailure("IDX files are not listed")
    }
  }
}

/// A source whose items are listed once.
protocol ListingSource {
  /// The folder that all items lie in.
  func rootURL(relativeTo base: URL) -> URL
  func list(into writer: ManifestWriter, reader: RootedReader, base: URL) throws(DatasetError) -> ListSummary
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
