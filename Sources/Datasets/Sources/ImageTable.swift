import Foundation

/// A CSV file with a column of paths and, if wanted, one of labels.
public struct ImageTable: ListingSource {
  static let kind = "table"

  public var file: String
  /// Folder that the paths start from; nil for the table's own.
  public var root: String?
  public var pathColumn: String
  /// Nil takes a column named `label` where there is one.
  public var labelColumn: String?
  /// One character between fields.
  public var delimiter: String
  /// A file whose line n begins with the name of class n, for labels that are names.
  public var classes: String?

  public init(
    file: String, root: String? = nil, pathColumn: String = "path", labelColumn: String? = nil,
    delimiter: String = ",", classes: String? = nil
  ) {
    self.file = file
    self.root = root
    self.pathColumn = pathColumn
    self.labelColumn = labelColumn
    self.delimiter = delimiter
    self.classes = classes
  }

  public func open(
    relativeTo base: URL, manifest: URL?, limits: DatasetLimits
  ) throws(DatasetError) -> any Dataset {
    try listed(relativeTo: base, manifest: manifest, limits: limits)
  }

  func rootURL(relativeTo base: URL) -> URL {
    root.map(base.resolving) ?? base.resolving(file).deletingLastPathComponent()
  }

  func list(into writer: ManifestWriter, reader: RootedReader, base: URL) throws(DatasetError) -> ListSummary {
    let url = base.resolving(file)
    var classList: ClassList?
    if let classes { classList = try ClassList(contentsOf: base.resolving(classes)) }
    var columns: Columns?
    let text = DelimitedText(name: url.path, delimiter: delimiter.first ?? ",")
    try text.forEachRow(of: try Data(readingAll: url)) { row throws(DatasetError) in
      guard let columns else {
        columns = try Columns(header: row, table: self, name: url.path)
        return
      }
      let place = "\(url.path):\(row.line)"
      guard row.fields.count > max(columns.path, columns.label ?? 0) else {
        throw DatasetError(.invalid, place, "only \(row.fields.count) fields")
      }
      let path = row.fields[columns.path]
      if !reader.limits.allowsPathsOutsideRoot, let problem = RootedReader.problem(of: path) {
        throw DatasetError(.outsideRoot, place, "\(problem) is refused; allow paths outside the root if you trust it")
      }
      var label: Int?
      if let column = columns.label, !row.fields[column].isEmpty {
        label = try Self.label(row.fields[column], classList: classList, place: place)
      }
      try writer.append(Manifest.Entry(path: path, label: label))
    }
    guard columns != nil else { throw DatasetError(.invalid, url.path, "the table is empty: a header line is missing") }
    return ListSummary(classNames: classList?.names ?? [])
  }

  private struct Columns {
    var path: Int
    var label: Int?

    init(header: DelimitedText.Row, table: ImageTable, name: String) throws(DatasetError) {
      let place = "\(name):\(header.line)"
      path = try header.indices(of: [table.pathColumn], place: place)[0]
      label = header.fields.firstIndex(of: "label")
      if let column = table.labelColumn { label = try header.indices(of: [column], place: place)[0] }
    }
  }

  /// A label that is a number from 0, or a name of the class list.
  static func label(_ text: String, classList: ClassList?, place: String) throws(DatasetError) -> Int {
    let text = text.trimmingCharacters(in: .whitespaces)
    if let label = classList?.label(of: text) { return label }
    if let label = Int32(text), label >= 0 { return Int(label) }
    let hint =
      classList == nil ? "a number from 0 is expected, or a list of classes for names" : "not in the list of classes"
    throw DatasetError(.invalid, place, "label \"\(text)\": \(hint)")
  }
}
