import Foundation
import Gzip
import ImageCodecs
import TestSupport
import Testing

@testable import Datasets

/// All items of a data set.
func items(_ dataset: any ItemCollection) throws -> [DatasetItem] {
  try (0..<dataset.count).map { try dataset.item($0) }
}

@Suite struct ClassFoldersTests {
  @Test func sortedFoldersAreTheLabels() throws {
    let folder = try TemporaryFolder()
    try folder.image("data/zebra/2.png", 1)
    try folder.image("data/zebra/10.JPEG", 2)
    try folder.image("data/Ant/b/x.png", 3)
    try folder.image("data/Ant/b-2/w.png", 4)
    try folder.image("data/Ant/q.png", 5)
    try folder.write("data/Ant/readme.txt", "not an image")
    try folder.image("data/Ant/.hidden.png")
    try folder.write("data/list.csv", "")
    let dataset = try ClassFolders(root: "data").open(relativeTo: folder.url)
    // By the bytes of the folder's path, then of the file's name.
    #expect(
      try items(dataset)
        == [
          DatasetItem(index: 0, id: "Ant/q.png", label: 0), DatasetItem(index: 1, id: "Ant/b/x.png", label: 0),
          DatasetItem(index: 2, id: "Ant/b-2/w.png", label: 0), DatasetItem(index: 3, id: "zebra/10.JPEG", label: 1),
          DatasetItem(index: 4, id: "zebra/2.png", label: 1),
        ])
    #expect((dataset as? ListedDataset)?.classNames == ["Ant", "zebra"])
    for item in try items(dataset) {
      let mark = try dataset.image(of: item).pixels[0]
      #expect(
        mark == ["Ant/q.png": 5, "Ant/b/x.png": 3, "Ant/b-2/w.png": 4, "zebra/10.JPEG": 2, "zebra/2.png": 1][item.id])
    }
  }

  @Test func labelsFromAListOfClasses() throws {
    let folder = try TemporaryFolder()
    try folder.image("data/n02/a.png")
    try folder.image("data/n01/a.png")
    try folder.write("classes.txt", "n03 cat\nn02 dog\nn01 golden retriever\n")
    let source = ClassFolders(root: "data", classes: "classes.txt")
    let labels = try items(source.open(relativeTo: folder.url)).map(\.label)
    #expect(labels == [2, 1])
    try folder.image("data/unknown/a.png")
    #expect(throws: DatasetError.self) { try source.open(relativeTo: folder.url) }
  }

  @Test func flatFolderIsRefusedWithAHint() throws {
    let folder = try TemporaryFolder()
    try folder.image("a.png")
    #expect { try ClassFolders(root: "").open(relativeTo: folder.url) } throws: {
      "\($0)".contains("flat folder")
    }
  }
}

@Suite struct ImageFolderTests {
  @Test func flatAndRecursive() throws {
    let folder = try TemporaryFolder()
    for path in ["b.png", "a.png", "sub/c.png"] { try folder.image(path) }
    let flat = try ImageFolder(root: "").open(relativeTo: folder.url)
    #expect(try items(flat).map(\.id) == ["a.png", "b.png"])
    #expect(try items(flat).allSatisfy { $0.label == nil })
    let deep = try ImageFolder(root: "", recursive: true).open(relativeTo: folder.url)
    #expect(try items(deep).map(\.id) == ["a.png", "b.png", "sub/c.png"])
  }

  @Test func missingAndEmptyFolders() throws {
    let folder = try TemporaryFolder()
    #expect { try ImageFolder(root: "nowhere").open(relativeTo: folder.url) } throws: {
      "\($0)".contains("nowhere") && "\($0)".contains("No such file")
    }
    #expect { try ImageFolder(root: "").open(relativeTo: folder.url) } throws: {
      "\($0)".contains("no images")
    }
  }

  @Test func unreadableImagesAreErrorsOfTheirOwn() throws {
    let folder = try TemporaryFolder()
    try folder.write("empty.jpg", "")
    try folder.write("page.jpg", "<!DOCTYPE html>")
    try folder.write("cut.png", try TemporaryFolder.png(1).prefix(50))
    try folder.write("gone.png", "")
    let dataset = try ImageFolder(root: "").open(relativeTo: folder.url)
    try FileManager.default.removeItem(at: folder.url.appending(path: "gone.png"))
    var kinds: [String: DatasetError.Kind] = [:]
    for item in try items(dataset) {
      do throws(DatasetError) {
        _ = try dataset.image(of: item)
      } catch {
        kinds[item.id] = error.kind
        #expect(error.description.contains(folder.url.path + "/" + item.id))
      }
    }
    #expect(
      kinds == [
        "empty.jpg": .unreadable, "page.jpg": .unsupported, "cut.png": .unreadable, "gone.png": .unreadable,
      ])
  }

  @Test func limitsOnFilesAndPixels() throws {
    let folder = try TemporaryFolder()
    try folder.image("a.png")
    func open(_ limits: DatasetLimits) throws -> RasterImage {
      let dataset = try ImageFolder(root: "").open(relativeTo: folder.url, limits: limits)
      return try dataset.image(of: try dataset.item(0))
    }
    #expect { try open(DatasetLimits(fileSize: 10)) } throws: { ($0 as? DatasetError)?.kind == .tooLarge }
    #expect { try open(DatasetLimits(decoding: ImageDecoding(pixelLimit: 11))) } throws: {
      ($0 as? DatasetError)?.kind == .tooLarge
    }
    #expect(try open(DatasetLimits(decoding: ImageDecoding(pixelLimit: 12))).width == 4)
  }
}

@Suite struct ImageTableTests {
  @Test func columnsByName() throws {
    let folder = try TemporaryFolder()
    try folder.image("pictures/a, b.png", 7)
    try folder.image("pictures/c.png", 8)
    try folder.write("list.csv", "\u{feff}class;file\r\n1;\"a, b.png\"\r\ndog;c.png\r\n;c.png\r\n\r\n")
    try folder.write("classes.txt", "cat\ndog\n")
    let table = ImageTable(
      file: "list.csv", root: "pictures", pathColumn: "file", labelColumn: "class", delimiter: ";",
      classes: "classes.txt")
    let dataset = try table.open(relativeTo: folder.url)
    #expect(
      try items(dataset) == [
        DatasetItem(index: 0, id: "a, b.png", label: 1), DatasetItem(index: 1, id: "c.png", label: 1),
        DatasetItem(index: 2, id: "c.png", label: nil),
      ])
    #expect(try dataset.image(of: try dataset.item(0)).pixels[0] == 7)
  }

  @Test(arguments: [
    ("", "header"), ("file,label\na.png,1\n", "no column \"path\""), ("path,label\na.png,dog\n", "list.csv:2"),
    ("path,label\na.png,-1\n", "list.csv:2"), ("path,label\n\na.png\n", "list.csv:3: only 1 fields"),
    ("path\n../a.png\n", "list.csv:2"), ("path\n/etc/passwd\n", "absolute"), ("path,label\n\"a.png,1\n", "not closed"),
    ("path\n", "no images"),
  ])
  func badTablesNameTheLine(text: String, message: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("list.csv", text)
    #expect { try ImageTable(file: "list.csv").open(relativeTo: folder.url) } throws: {
      "\($0)".contains(message)
    }
  }

  @Test func quotedFields() throws {
    var rows: [DelimitedText.Row] = []
    let text = "a,\"b\n\"\"c\"\"\",d\n\"\",x\n\"q\"\r\nlast"
    try DelimitedText(name: "t").forEachRow(of: Data(text.utf8)) { rows.append($0) }
    #expect(rows.map(\.fields) == [["a", "b\n\"c\"", "d"], ["", "x"], ["q"], ["last"]])
    #expect(rows.map(\.line) == [1, 3, 4, 5])
  }
}

@Suite struct IDXTests {
  static func idx(_ shape: [Int], _ bytes: [UInt8]) -> Data {
    Data([0, 0, 8, UInt8(shape.count)]) + Data(shape.flatMap { [0, 0, UInt8($0 >> 8), UInt8($0 & 255)] }) + Data(bytes)
  }

  @Test(arguments: [false, true])
  func imagesAndLabels(packed: Bool) throws {
    let folder = try TemporaryFolder()
    let images = Self.idx([2, 2, 3], Array(0..<12))
    let labels = Self.idx([2], [7, 3])
    try folder.write("i", packed ? Gzip.compress(images) : images)
    try folder.write("l", packed ? Gzip.compress(labels) : labels)
    let dataset = try IDXFiles(images: "i", labels: "l").open(relativeTo: folder.url)
    #expect(
      try items(dataset) == [DatasetItem(index: 0, id: "#0", label: 7), DatasetItem(index: 1, id: "#1", label: 3)])
    #expect(
      try dataset.image(of: try dataset.item(1))
        == RasterImage(width: 3, height: 2, channels: 1, pixels: Array(6..<12)))
  }

  @Test func badFiles() throws {
    let folder = try TemporaryFolder()
    let good = Self.idx([2, 2, 3], Array(0..<12))
    try folder.write("short", good.dropLast())
    try folder.write("garbage", "hello world")
    try folder.write("empty", "")
    try folder.write("floats", Data([0, 0, 0x0d, 3]) + good.dropFirst(4))
    try folder.write("i", good)
    try folder.write("l", Self.idx([3], [1, 2, 3]))
    try folder.write("huge", Data([0, 0, 8, 3] + [UInt8](repeating: 255, count: 12)))
    for name in ["short", "garbage", "empty", "floats", "huge", "absent"] {
      #expect(throws: DatasetError.self, "\(name)") {
        try IDXFiles(images: name).open(relativeTo: folder.url)
      }
    }
    #expect { try IDXFiles(images: "i", labels: "l").open(relativeTo: folder.url) } throws: {
      "\($0)".contains("[3] for 2 images")
    }
  }

  @Test(.enabled(if: SharedData.isPresent, "\(SharedData.absence)"))
  func mnist() throws {
    let files = IDXFiles(images: "mnist/t10k-images-idx3-ubyte.gz", labels: "mnist/t10k-labels-idx1-ubyte.gz")
    let dataset = try files.open(relativeTo: SharedData.folder)
    #expect(dataset.count == 10_000)
    #expect(try (0..<5).map { try dataset.item($0).label } == [7, 2, 1, 0, 4])
    #expect(try dataset.image(of: try dataset.item(0)).width == 28)
  }
}
