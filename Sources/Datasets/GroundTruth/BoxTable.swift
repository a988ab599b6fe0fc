import Foundation

/// A CSV file of boxes, one a line: an image may have several.
public struct BoxTable: Sendable, Codable, Equatable {
  public var file: String
  public var pathColumn: String
  /// Columns of left, top, right, bottom in pixels of the image, from 0; right and bottom lie behind the last pixel.
  public var boxColumns: [String]
  /// Column of what is in the box; need not be there.
  public var nameColumn: String

  public init(
    file: String, pathColumn: String = "path", boxColumns: [String] = ["xmin", "ymin", "xmax", "ymax"],
    nameColumn: String = "name"
  ) {
    self.file = file
    self.pathColumn = pathColumn
    self.boxColumns = boxColumns
    self.nameColumn = nameColumn
  }
}

/// Boxes of a table, all in memory.
public struct BoxTableReader: GroundTruthReader {
  private let boxes: [String: [AnnotatedBox]]

  public init(_ source: BoxTable, base: URL) throws(DatasetError) {
    let url = base.resolving(source.file)
    guard source.boxColumns.count == 4 else {
      throw DatasetError(.invalid, url.path, "four columns make a box: left, top, right, bottom")
    }
    var boxes: [String: [AnnotatedBox]] = [:]
    var columns: [Int]?
    var names: Int?
    try DelimitedText(name: url.path).forEachRow(of: try Data(readingAll: url)) { row throws(DatasetError) in
      let place = "\(url.path):\(row.line)"
      guard let columns else {
        columns = try row.indices(of: [source.pathColumn] + source.boxColumns, place: place)
        names = row.fields.firstIndex(of: source.nameColumn)
        return
      }
      guard row.fields.count > columns.max()! else {
        throw DatasetError(.invalid, place, "only \(row.fields.count) fields")
      }
      var numbers: [Double] = []
      for column in columns.dropFirst() {
        guard let number = Double(row.fields[column]), number.isFinite else {
          throw DatasetError(.invalid, place, "\"\(row.fields[column])\" is not a number")
        }
        numbers.append(number)
      }
      guard numbers[0] < numbers[2], numbers[1] < numbers[3] else {
        throw DatasetError(
          .invalid, place,
          "the box is empty: left \(numbers[0]), right \(numbers[2]), top \(numbers[1]), bottom \(numbers[3])")
      }
      boxes[row.fields[columns[0]], default: []].append(
        AnnotatedBox(
          name: names.flatMap { $0 < row.fields.count ? row.fields[$0] : nil } ?? "",
          rectangle: Rectangle(left: numbers[0], top: numbers[1], right: numbers[2], bottom: numbers[3])))
    }
    self.boxes = boxes
  }

  /// The boxes in the image's own coordinates; found by the item's id, or by its file name alone.
  public func boxes(of item: DatasetItem) -> [AnnotatedBox]? {
    boxes[item.id] ?? item.id.split(separator: "/").last.flatMap { boxes[String($0)] }
  }

  public func groundTruth(of item: DatasetItem, geometry: InputGeometry) throws(DatasetError) -> GroundTruth? {
    guard let boxes = boxes(of: item) else { return nil }
    return GroundTruth(boxes: boxes, geometry: geometry)
  }
}
