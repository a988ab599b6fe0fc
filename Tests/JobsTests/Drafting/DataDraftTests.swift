import Datasets
import Foundation
import TestSupport
import Testing

@testable import Jobs

/// What kind of data set lies at a place.
@Suite struct DataDraftTests {
  private func draft(_ folder: TemporaryFolder, _ path: String = "") throws -> DataDraft {
    try DataDraft(at: URL(filePath: path.isEmpty ? folder.url.path : folder.path(path)))
  }

  private func folder(_ files: [String: String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, text) in files { try folder.write(text, to: name) }
    return folder
  }

  @Test func foldersOfImages() throws {
    let classes = try folder(["cat/1.jpg": "", "dog/2.PNG": "", "dog/3.jpeg": ""])
    #expect(try draft(classes).lines.last == "layout: classes")
    #expect(try draft(classes).settings().source == .images(ClassFolders(root: classes.url.path)))
    #expect(try draft(try folder(["1.jpg": "", "notes.txt": ""])).lines.last == "layout: flat")
    #expect(try draft(try folder(["a/b/1.jpg": "", "a/c/2.jpg": ""])).lines.last == "layout: nested")
  }

  @Test func tables() throws {
    let named = try folder(["x.csv": "filename;class\na.jpg;1\n"])
    let lines = try draft(named, "x.csv").lines
    #expect(
      lines.contains("  path: filename") && lines.contains("  label: class") && lines.last == "  delimiter: \";\"")
    // In a folder a table with labels says more than the folder.
    let both = try folder(["labels.csv": "path,label\na.jpg,1\n", "a.jpg": ""])
    #expect(try draft(both).lines.first == "csv:")
    let useless = try folder(["notes.csv": "day,weather\n1,rain\n", "a.jpg": ""])
    #expect(try draft(useless).lines.last == "layout: flat")
  }

  @Test func shardsAndDigits() throws {
    let shards = try folder(["x-000.tar": "", "x-001.tar": ""])
    #expect(try draft(shards).lines.first == "tar:")
    #expect(try draft(shards, "x-001.tar").lines.contains("  files: x-001.tar"))
    let digits = try folder([
      "train-images-idx3-ubyte": "", "t10k-images-idx3-ubyte.gz": "", "t10k-labels-idx1-ubyte.gz": "",
    ])
    let lines = try draft(digits).lines
    #expect(lines[1].hasSuffix("t10k-images-idx3-ubyte.gz") && lines[2].hasSuffix("t10k-labels-idx1-ubyte.gz"))
  }

  @Test func validationImagesOfImageNet() throws {
    let whole = try folder([
      "ILSVRC/Data/CLS-LOC/val/ILSVRC2012_val_00000001.JPEG": "", "ILSVRC/LOC_val_solution.csv": "",
    ])
    let lines = try draft(whole).lines
    #expect(lines.first == "imagenet:" && lines.contains { $0.hasSuffix("LOC_val_solution.csv") })
    let bare = try folder(["ILSVRC2012_val_00000001.JPEG": ""])
    #expect(try draft(bare).kind.contains("without their labels"))
  }

  @Test func whatIsNoDataSetIsRefused() throws {
    let folder = try folder(["notes.txt": ""])
    #expect(message { _ = try draft(folder) }.contains("no data set that is recognised"))
    #expect(message { _ = try draft(folder, "nothing") }.contains("no such file"))
  }
}
