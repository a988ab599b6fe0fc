import Foundation
import NumPyFormat
import Saliency
import Scoring
import Storing

/// Writes the masks and maps of a run as NumPy arrays that open without being read (`numpy.load(..., mmap_mode="r")`).
///
/// `masks.npy` (uint8, items x rows x columns, one entry per pixel) and one file per map name, each with a row per item
/// that has it (a sentence: a row per word); `index.csv` tells which item a row is. Items of other sizes than a file's go to files of their own,
/// named by their size; beyond `sizeLimit` sizes they are left out and counted.
final class ArrayExport {
  /// What is written.
  enum Content {
    /// `masks.npy` of the leading masks and `saliency.npy` of the leading maps.
    case leading
    /// A file per method's mask and per map: `masks.METHOD.NAME.npy`, `maps.METHOD.NAME.npy`; and `truth.npy`, the true
    /// objects.
    case everything
  }

  /// Open files at the same time; a data set of natural sizes could have thousands.
  static let sizeLimit = 32

  private struct Key: Hashable {
    var stem: String
    var height: Int
    var width: Int
    /// The numbers of a sentence's words lie one behind the other, a row each, however many there are.
    var isOfWords = false
    var rowShape: [Int] { isOfWords ? [] : [height, width] }
  }

  private let directory: URL
  private let content: Content
  private let index: BufferedFile
  private var files: [Key: NumPyFileWriter] = [:]
  private var sizes: [String: [Key]] = [:]
  /// Arrays that were left out because their kind had too many sizes.
  private(set) var leftOut = 0
  /// Names of the files written.
  var fileNames: [String] { files.values.map(\.url.lastPathComponent).sorted() }

  init(directory: URL, content: Content = .leading, indexName: String = "index.csv") throws {
    self.directory = directory
    self.content = content
    index = try BufferedFile(url: directory.appendingPathComponent(indexName))
    try index.write("file,row,index,path,rows\n")
  }

  func append(_ record: ItemRecord) throws {
    guard let explained = record.explained else { return }
    switch content {
    case .leading:
      if let mask = explained.mask { try append(mask.pixels, stem: "masks", record) }
      if let map = explained.leadingMap { try append(map.map, stem: "saliency", record) }
    case .everything:
      for explanation in explained.explanations {
        for mask in explanation.masks {
          try append(mask.mask.pixels, stem: "masks.\(explanation.method).\(mask.name)", record)
        }
        for map in explanation.maps { try append(map.map, stem: "maps.\(explanation.method).\(map.name)", record) }
      }
      if let truth = explained.truth { try append(truth, stem: "truth", record) }
    }
  }

  private func key(_ stem: String, _ height: Int, _ width: Int, _ record: ItemRecord) -> Key {
    record.explained?.sentence == nil
      ? Key(stem: stem, height: height, width: width) : Key(stem: stem, height: 1, width: 1, isOfWords: true)
  }

  private func append(_ mask: PixelMask, stem: String, _ record: ItemRecord) throws {
    try append(to: key(stem, mask.height, mask.width, record), .uint8, record) { file in
      try file.append(mask.bits.map { $0 ? UInt8(1) : 0 })
    }
  }

  private func append(_ map: SaliencyMap, stem: String, _ record: ItemRecord) throws {
    try append(to: key(stem, map.height, map.width, record), .float32, record) { file in
      try file.append(map.values)
    }
  }

  private func append(
    to key: Key, _ type: NumPyType, _ record: ItemRecord, write: (NumPyFileWriter) throws -> Void
  ) throws {
    let known = sizes[key.stem, default: []]
    if files[key] == nil {
      guard known.count < Self.sizeLimit else {
        leftOut += 1
        return
      }
      let safe = key.stem.map { $0 == "/" ? "_" : $0 }
      let name = String(safe) + (known.isEmpty ? "" : "-\(key.height)x\(key.width)") + ".npy"
      files[key] = try NumPyFileWriter(
        url: directory.appendingPathComponent(name), rowShape: key.rowShape, type: type)
      sizes[key.stem, default: []].append(key)
    }
    guard let file = files[key] else { return }
    let row = file.rowCount
    try write(file)
    try index.write(
      "\(csvField(file.url.lastPathComponent)),\(row),\(record.index),\(csvField(record.id)),\(file.rowCount - row)\n")
  }

  func close() throws {
    for file in files.values { try file.close() }
    try index.close()
  }
}
