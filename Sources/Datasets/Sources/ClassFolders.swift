import Foundation

/// A folder per class, images inside (torchvision's `ImageFolder`).
public struct ClassFolders: ListingSource {
  static let kind = "classFolders"

  public var root: String
  /// A file whose line n begins with the folder name of class n. Without one the sorted folder names are numbered.
  public var classes: String?
  /// Endings of files taken for images; nil for the usual ones.
  public var extensions: [String]?

  public init(root: String, classes: String? = nil, extensions: [String]? = nil) {
    self.root = root
    self.classes = classes
    self.extensions = extensions
  }

  public func open(
    relativeTo base: URL, manifest: URL?, limits: DatasetLimits
  ) throws(DatasetError) -> any Dataset {
    try listed(relativeTo: base, manifest: manifest, limits: limits)
  }

  func rootURL(relativeTo base: URL) -> URL { base.resolving(root) }

  func list(into writer: ManifestWriter, reader: RootedReader, base: URL) throws(DatasetError) -> ListSummary {
    let listing = FolderListing(reader: reader, extensions: extensions)
    let folders = try listing.folders(in: "")
    let classList: ClassList
    if let classes {
      classList = try ClassList(contentsOf: base.resolving(classes))
    } else {
      classList = ClassList(names: folders)
    }
    guard !folders.isEmpty else {
      throw DatasetError(.invalid, reader.root.path, "holds no class folders; is it a flat folder of images?")
    }
    for (position, folder) in folders.enumerated() {
      guard let label = classes == nil ? position : classList.label(of: folder) else {
        throw DatasetError(
          .invalid, reader.root.appending(path: folder).path, "the folder's name is not in \(classes ?? "")")
      }
      try listing.images(under: folder) { path throws(DatasetError) in
        try writer.append(Manifest.Entry(path: path, label: label))
      }
    }
    return ListSummary(classNames: classList.names)
  }
}

/// A folder of images without labels.
public struct ImageFolder: ListingSource {
  static let kind = "folder"

  public var root: String
  /// Also take the images in the folders below.
  public var recursive: Bool
  public var extensions: [String]?

  public init(root: String, recursive: Bool = false, extensions: [String]? = nil) {
    self.root = root
    self.recursive = recursive
    self.extensions = extensions
  }

  public func open(
    relativeTo base: URL, manifest: URL?, limits: DatasetLimits
  ) throws(DatasetError) -> any Dataset {
    try listed(relativeTo: base, manifest: manifest, limits: limits)
  }

  func rootURL(relativeTo base: URL) -> URL { base.resolving(root) }

  func list(into writer: ManifestWriter, reader: RootedReader, base: URL) throws(DatasetError) -> ListSummary {
    let listing = FolderListing(reader: reader, extensions: extensions)
    if recursive {
      try listing.images(under: "") { path throws(DatasetError) in
        try writer.append(Manifest.Entry(path: path, label: nil))
      }
    } else {
      for name in try listing.images(in: "") { try writer.append(Manifest.Entry(path: name, label: nil)) }
    }
    return ListSummary()
  }
}
