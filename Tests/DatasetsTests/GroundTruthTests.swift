import Foundation
import ImageCodecs
import Saliency
import TestSupport
import Testing

@testable import Datasets

@Suite struct GroundTruthTests {
  /// A 10 x 8 image shrunk to half, of which the middle 3 rows and 5 columns are cut out.
  static let preprocessing = Preprocessing(
    resize: .exact(width: 5, height: 4), crop: Preprocessing.Crop(height: 3, width: 5))
  static let geometry = preprocessing.geometry(width: 10, height: 8)

  func image(_ truth: GroundTruth?) -> [String]? {
    truth.map { truth in
      (0..<truth.object.height).map { y in
        (0..<truth.object.width).map { x in
          let pixel = y * truth.object.width + x
          return truth.object.bits[pixel] ? "#" : truth.ignored.bits[pixel] ? "?" : "."
        }.joined()
      }
    }
  }

  @Test func labelMaps() throws {
    let folder = try TemporaryFolder()
    var map = RasterImage(width: 10, height: 8, channels: 1, pixels: [UInt8](repeating: 0, count: 80))
    for y in 2..<6 {
      for x in 4..<8 { map.pixels[y * 10 + x] = 3 }
      for x in 8..<10 { map.pixels[y * 10 + x] = 255 }
    }
    try folder.write("masks/cat/1.png", try map.pngData())
    let item = DatasetItem(index: 0, id: "cat/1.jpg", label: 2)
    func read(_ object: LabelMapFolder.ObjectLabels, ignored: [Int] = [], _ item: DatasetItem) throws -> [String]? {
      let source = GroundTruthSource.labelMaps(LabelMapFolder(root: "masks", object: object, ignored: ignored))
      return image(try source.open(relativeTo: folder.url).groundTruth(of: item, geometry: Self.geometry))
    }
    #expect(try read(.nonZero, item) == [".....", "..###", "..###"])
    #expect(try read(.nonZero, ignored: [255], item) == [".....", "..##?", "..##?"])
    #expect(try read(.values([255]), item) == [".....", "....#", "....#"])
    #expect(try read(.itemLabel(plus: 1), item) == [".....", "..##.", "..##."])
    #expect(try read(.nonZero, DatasetItem(index: 1, id: "dog/2.jpg", label: 0)) == nil)
    #expect(throws: DatasetError.self) {
      try read(.itemLabel(plus: 0), DatasetItem(index: 0, id: "cat/1.jpg", label: nil))
    }
    try folder.image("masks/small.png")
    #expect { try read(.nonZero, DatasetItem(index: 1, id: "small.jpg", label: 0)) } throws: {
      "\($0)".contains("4 x 3")
    }
  }

  @Test func pascalBoxes() throws {
    let folder = try TemporaryFolder()
    func object(_ name: String, _ box: [Int], _ part: String = "") -> String {
      """
      <object><name>\(name)</name>\(part)<bndbox><xmin>\(box[0])</xmin><ymin>\(box[1])</ymin>
      <xmax>\(box[2])</xmax><ymax>\(box[3])</ymax></bndbox></object>
      """
    }
    let part = "<part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></part>"
    // Columns 2..<6 of rows 2..<4, and all of the last two columns; made on a copy twice as large.
    try folder.write(
      "boxes/1.xml",
      "<?xml version=\"1.0\"?><annotation><size><width>20</width><height>16</height></size>"
        + object("n01", [5, 5, 12, 8], part) + object("n02", [17, 1, 20, 16]) + "</annotation>")
    try folder.write("classes.txt", "n02 dog\nn01 cat\n")
    func read(_ source: BoxFolder, label: Int) throws -> [String]? {
      let reader = try GroundTruthSource.boxFiles(source).open(relativeTo: folder.url)
      let item = DatasetItem(index: 0, id: "val/1.JPEG", label: label)
      return image(try reader.groundTruth(of: item, geometry: Self.geometry))
    }
    #expect(try read(BoxFolder(root: "boxes"), label: 0) == ["....#", ".##.#", "....#"])
    let named = try GroundTruthSource.boxFiles(BoxFolder(root: "boxes")).open(relativeTo: folder.url)
      .groundTruth(of: DatasetItem(index: 0, id: "1.JPEG", label: 0), geometry: Self.geometry)?.boxes
    #expect(named?.map(\.name) == ["n01", "n02"])
    #expect(try read(BoxFolder(root: "boxes", names: ["n01"]), label: 0) == [".....", ".##..", "....."])
    #expect(try read(BoxFolder(root: "boxes", classes: "classes.txt"), label: 0) == ["....#", "....#", "....#"])
    for text in ["<annotation><object/></annotation>", "<annotation>", "nothing"] {
      try folder.write("boxes/1.xml", text)
      #expect(throws: DatasetError.self) { try read(BoxFolder(root: "boxes"), label: 0) }
    }
    #expect(throws: DatasetError.self) { try read(BoxFolder(root: "absent"), label: 0) }
  }

  @Test func tableOfBoxes() throws {
    let folder = try TemporaryFolder()
    try folder.write("boxes.csv", "path,xmin,ymin,xmax,ymax\na/1.png,2,2,6,4\na/1.png,8,0,10,8\n2.png,0,0,0.5,0.5\n")
    let reader = try GroundTruthSource.boxTable(BoxTable(file: "boxes.csv")).open(relativeTo: folder.url)
    func read(_ id: String) throws -> [String]? {
      image(try reader.groundTruth(of: DatasetItem(index: 0, id: id, label: nil), geometry: Self.geometry))
    }
    #expect(try read("a/1.png") == ["....#", ".##.#", "....#"])
    // Each box by itself, as the crop leaves it, and called by the column `name` where there is one.
    func boxes(_ table: String) throws -> [NamedBox] {
      try folder.write("named.csv", table)
      let reader = try GroundTruthSource.boxTable(BoxTable(file: "named.csv")).open(relativeTo: folder.url)
      let item = DatasetItem(index: 0, id: "1.png", label: nil)
      return try reader.groundTruth(of: item, geometry: Self.geometry)?.boxes ?? []
    }
    let left = PixelBox(top: 1, left: 1, bottom: 2, right: 3)
    #expect(
      try boxes("path,xmin,ymin,xmax,ymax,name\n1.png,2,2,6,4,cat\n1.png,0,7,2,8,out\n")
        == [NamedBox(name: "cat", box: left)])
    #expect(try boxes("path,xmin,ymin,xmax,ymax\n1.png,2,2,6,4\n") == [NamedBox(name: "", box: left)])
    #expect(try read("b/2.png") == ["#....", ".....", "....."])
    #expect(try read("3.png") == nil)
    for row in ["1.png,5,5,5,9", "1.png,a,0,1,1", "1.png,1,2"] {
      try folder.write("boxes.csv", "path,xmin,ymin,xmax,ymax\n\(row)\n")
      #expect { try GroundTruthSource.boxTable(BoxTable(file: "boxes.csv")).open(relativeTo: folder.url) } throws: {
        "\($0)".contains("boxes.csv:2")
      }
    }
  }
}
