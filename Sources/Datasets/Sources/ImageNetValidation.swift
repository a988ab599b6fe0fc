import Foundation

/// ImageNet's validation images in one flat folder, with the list of their classes.
public struct ImageNetValidation: ListingSource {
  static let kind = "imageNetValidation"

  public var root: String
  /// The list: one line per image in the order of the sorted names (ILSVRC's own
  /// `ILSVRC2012_validation_ground_truth.txt`, or one wnid a line), or lines `name label` (Caffe's `val.txt`), or
  /// Kaggle's `LOC_val_solution.csv`. A label is a wnid, or a number.
  public var groundTruth: String
  /// A file whose line n begins with the wnid of label n; needed for lists of wnids and for ILSVRC's numbers.
  public var classes: String?
  /// What numbers mean.
  public var numbering: Numbering

  public enum Numbering: Sendable, Codable, Equatable {
    /// They are labels from 0, as Caffe and torchvision count: wnids sorted.
    case label
    /// They are ILSVRC2012 identifiers from 1, as in the official list. That order is not the sorted one: this file's
    /// line n (from 1) begins with the wnid of identifier n.
    case ilsvrc(synsets: String)
  }

  public init(root: String, groundTruth: String, classes: String? = nil, numbering: Numbering = .label) {
    self.root = root
    self.groundTruth = groundTruth
    self.classes = classes
    self.numbering = numbering
  }

  public func open(
    relativeTo base: URL, manifest: URL?, limits: DatasetLimits
  ) throws(DatasetError) -> any Dataset {
    try listed(relativeTo: base, manifest: manifest, limits: limits)
  }

  func rootURL(relativeTo base: URL) -> URL { base.resolving(root) }

  func list(into writer: ManifestWriter, reader: RootedReader, base: URL) throws(DatasetError) -> ListSummary {
    let names = try FolderListing(reader: reader).images(in: "")
    let url = base.resolving(groundTruth)
    var classList: ClassList?
    if let classes { classList = try ClassList(contentsOf: base.resolving(classes)) }
    var synsets: [String]?
    if case .ilsvrc(let file) = numbering {
      guard classList != nil else {
        throw DatasetError(.invalid, url.path, "ILSVRC identifiers need a list of classes to become labels")
      }
      synsets = try ClassList(contentsOf: base.resolving(file)).names
    }

    let text = String(decoding: try Data(readingAll: url), as: UTF8.self)
    var ordered: [String] = []
    var byName: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      let fields = line.split { $0 == " " || $0 == "," || $0 == "\t" }.map(String.init)
      guard let first = fields.first, first != "ImageId" else { continue }
      if fields.count == 1 { ordered.append(first) } else { byName[Self.stem(first)] = fields[1] }
    }
    guard ordered.isEmpty || byName.isEmpty else {
      throw DatasetError(.invalid, url.path, "some lines have one field and others more")
    }
    guard ordered.isEmpty || ordered.count == names.count else {
      throw DatasetError(
        .invalid, url.path, "\(ordered.count) lines for \(names.count) images: which is whose cannot be told")
    }
    for (position, name) in names.enumerated() {
      guard let value = ordered.isEmpty ? byName[Self.stem(name)] : ordered[position] else {
        throw DatasetError(.invalid, url.path, "no line for \(name)")
      }
      let key: String
      if let synsets, let number = Int(value) {
        guard synsets.indices.contains(number - 1) else {
          throw DatasetError(.invalid, url.path, "identifier \(number) of \(name) is not one of \(synsets.count)")
        }
        key = String(synsets[number - 1].prefix { !$0.isWhitespace })
      } else {
        key = value
      }
      let label = try ImageTable.label(key, classList: classList, place: "\(url.path), for \(name)")
      try writer.append(Manifest.Entry(path: name, label: label))
    }
    return ListSummary(classNames: classList?.names ?? [])
  }

  private static func stem(_ name: String) -> String {
    let last = name.split(separator: "/").last ?? ""
    return String(last.prefix { $0 != "." })
  }
}
