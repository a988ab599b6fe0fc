import Foundation

/// Tar archives in WebDataset's convention: files with one base name make up an item, `0001.jpg` the image and
/// `0001.cls` its label. The archives are indexed once and read in place.
public struct TarShards: ListingSource {
  static let kind = "shards"

  public var root: String
  /// Archives relative to the root, in WebDataset's spelling: `{000..146}` stands for a range of numbers, `{a,b}` for
  /// either, `*` and `?` for any letters, `::` joins patterns. Nil takes every `.tar` in the root.
  public var files: [String]?
  /// Ending of the label's file: a number, or a name of the class list. Nil if there are no labels.
  public var labelExtension: String?
  public var classes: String?
  public var extensions: [String]?

  public init(
    root: String, files: [String]? = nil, labelExtension: String? = "cls", classes: String? = nil,
    extensions: [String]? = nil
  ) {
    self.root = root
    self.files = files
    self.labelExtension = labelExtension
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
    var classList: ClassList?
    if let classes { classList = try ClassList(contentsOf: base.resolving(classes)) }
    var archives: [String] = []
    if let files {
      for pattern in files { archives += try ShardPattern(text: pattern).archives(in: reader) }
    } else {
      archives = Array(try FolderListing(reader: reader, extensions: ["tar"]).images(in: ""))
    }
    guard !archives.isEmpty else { throw DatasetError(.invalid, reader.root.path, "holds no .tar archives") }
    let images = Set((extensions ?? FolderListing.imageExtensions).map { $0.lowercased() })
    for (number, archive) in archives.enumerated() {
      let place = reader.root.appending(path: archive).path
      let file = try File(path: try reader.resolve(archive), name: place)
      var sample = Sample()
      func finish() throws(DatasetError) {
        defer { sample = Sample() }
        guard let image = sample.image else { return }
        var label: Int?
        if let member = sample.label {
          let text = String(
            decoding: try file.read(offset: member.offset, count: min(member.size, 1_000)), as: UTF8.self)
          label = try ImageTable.label(
            text.trimmingCharacters(in: .whitespacesAndNewlines), classList: classList, place: place + "/" + member.name
          )
        }
        try writer.append(
          Manifest.Entry(
            path: image.name, label: label, container: number, offset: image.offset, size: image.size,
            lead: image.offset - sample.start))
      }
      try TarArchive(file).forEachMember { member throws(DatasetError) in
        let (key, ending) = Self.split(member.name)
        if key != sample.key {
          try finish()
          sample.key = key
          sample.start = member.start
        }
        if ending == labelExtension { sample.label = member }
        // Of several images the first is the input: `0001.jpg` before `0001.seg.png`.
        if sample.image == nil && images.contains(ending) { sample.image = member }
      }
      try finish()
    }
    return ListSummary(classNames: classList?.names ?? [], containers: archives)
  }

  /// The members of one base name that matter.
  private struct Sample {
    var key: String?
    var start = 0
    var image: TarArchive.Member?
    var label: TarArchive.Member?
  }

  /// WebDataset's rule: the base name ends at the first dot after the last slash.
  static func split(_ name: String) -> (key: String, ending: String) {
    let start = name.lastIndex(of: "/").map(name.index(after:)) ?? name.startIndex
    guard let dot = name[start...].firstIndex(of: ".") else { return (name, "") }
    return (String(name[..<dot]), name[name.index(after: dot)...].lowercased())
  }
}
