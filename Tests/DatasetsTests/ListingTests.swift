import Foundation
import ImageCodecs
import TestSupport
import Testing

@testable import Datasets

@Suite struct ManifestTests {
  static let entries = (0..<10_000).map { i in
    Manifest.Entry(
      path: "class \(i % 7)/pic\(i)ü.png", label: i % 5 == 0 ? nil : i, container: i % 3 == 0 ? i % 2 : nil,
      offset: i << 33, size: i * 2)
  }

  @Test(arguments: [false, true])
  func roundTrip(inFile: Bool) throws {
    let folder = try TemporaryFolder()
    let url = folder.url.appending(path: "list")
    let writer = try ManifestWriter(url: inFile ? url : nil)
    for entry in Self.entries { try writer.append(entry) }
    let manifest = try writer.finish(containers: ["a.tar", "b.tar"], description: Data("text".utf8))
    #expect(manifest.count == 10_000)
    #expect(manifest.containers == ["a.tar", "b.tar"])
    #expect(manifest.description == Data("text".utf8))
    for index in [0, 1, 4_095, 4_096, 9_999] { #expect(try manifest[index] == Self.entries[index]) }
    var all: [Manifest.Entry] = []
    try manifest.forEach { all.append($1) }
    #expect(all == Self.entries)
    // Nothing but the list itself is left behind.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == (inFile ? ["list"] : []))
  }

  @Test func abandonedListLeavesNothing() throws {
    let folder = try TemporaryFolder()
    do {
      let writer = try ManifestWriter(url: folder.url.appending(path: "list"))
      try writer.append(Self.entries[0])
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test func damagedListsAreErrors() throws {
    let folder = try TemporaryFolder()
    let url = folder.url.appending(path: "list")
    let writer = try ManifestWriter(url: url)
    for entry in Self.entries.prefix(20) { try writer.append(entry) }
    _ = try writer.finish(containers: ["a.tar"])
    let good = try Data(contentsOf: url)
    for length in [0, 7, 47, 100, good.count - 1] {
      #expect(throws: DatasetError.self) { try Manifest(good.prefix(length)) }
    }
    for position in 0..<good.count {
      var bad = good
      bad[position] ^= 0xff
      guard let manifest = try? Manifest(bad) else { continue }
      for index in 0..<manifest.count { _ = try? manifest[index] }
      _ = try? manifest.forEach { _, _ in }
    }
  }

  @Test func listIsMadeOnceAndKept() throws {
    let folder = try TemporaryFolder()
    try folder.image("data/b.png")
    let list = folder.url.appending(path: "items.list")
    let source = ImageFolder(root: "data")
    #expect(try source.open(relativeTo: folder.url, manifest: list).count == 1)
    // An image that comes later does not shift the others' numbers in a sweep under way.
    try folder.image("data/a.png")
    #expect(try source.open(relativeTo: folder.url, manifest: list).item(0).id == "b.png")
    // Another source does not take the list for its own.
    let other = ImageFolder(root: "data", recursive: true)
    #expect(try other.open(relativeTo: folder.url, manifest: list).count == 2)
  }
}

@Suite struct RootTests {
  @Test func linksOutOfTheRootAreRefused() throws {
    let folder = try TemporaryFolder()
    try folder.image("outside/secret.png", 5)
    try folder.image("data/inside.png", 6)
    try folder.link("data/in.png", to: "inside.png")
    try folder.link("data/out.png", to: folder.url.path + "/outside/secret.png")
    try folder.link("data/up.png", to: "../outside/secret.png")
    let source = ImageFolder(root: "data")
    func read(_ limits: DatasetLimits) throws -> [String: UInt8?] {
      let dataset = try source.open(relativeTo: folder.url, limits: limits)
      return Dictionary(
        uniqueKeysWithValues: try items(dataset).map { item in
          do throws(DatasetError) { return (item.id, try dataset.image(of: item).pixels[0]) } catch {
            #expect(error.kind == .outsideRoot)
            return (item.id, nil)
          }
        })
    }
    #expect(try read(DatasetLimits()) == ["in.png": 6, "inside.png": 6, "out.png": nil, "up.png": nil])
    #expect(
      try read(DatasetLimits(allowsPathsOutsideRoot: true))
        == ["in.png": 6, "inside.png": 6, "out.png": 5, "up.png": 5])
  }

  @Test func linkedRootAndFolders() throws {
    let folder = try TemporaryFolder()
    try folder.image("real/cat/1.png", 1)
    try folder.image("elsewhere/2.png", 2)
    try folder.link("data", to: "real")
    let source = ClassFolders(root: "data")
    #expect(try items(source.open(relativeTo: folder.url)).map(\.id) == ["cat/1.png"])
    try folder.link("real/dog", to: "../elsewhere")
    #expect { try source.open(relativeTo: folder.url) } throws: { ($0 as? DatasetError)?.kind == .outsideRoot }
    let trusting = try source.open(relativeTo: folder.url, limits: DatasetLimits(allowsPathsOutsideRoot: true))
    #expect(try items(trusting).map(\.id) == ["cat/1.png", "dog/2.png"])
    try folder.link("real/cat/loop", to: "../cat")
    #expect { try source.open(relativeTo: folder.url) } throws: { "\($0)".contains("leads back") }
  }

  @Test func aRootIsNotAPrefixOfItsNeighboursName() throws {
    let folder = try TemporaryFolder()
    try folder.image("data/1.png")
    try folder.image("data-private/2.png")
    try folder.link("data/2.png", to: "../data-private/2.png")
    let dataset = try ImageFolder(root: "data").open(relativeTo: folder.url)
    #expect { try dataset.image(of: try dataset.item(1)) } throws: { ($0 as? DatasetError)?.kind == .outsideRoot }
  }

  @Test func specialFilesAreNotWaitedFor() throws {
    let folder = try TemporaryFolder()
    try #require(mkfifo(folder.url.appending(path: "pipe.png").path, 0o600) == 0)
    let dataset = try ImageFolder(root: "").open(relativeTo: folder.url)
    #expect(throws: DatasetError.self) { try dataset.image(of: try dataset.item(0)) }
  }
}

@Suite struct ImageNetValidationTests {
  static let classes = "n01 tench\nn02 goldfish\nn03 shark\n"

  @Test(arguments: [
    ("2\n0\n1\n", ImageNetValidation.Numbering.label), ("n03\nn01\nn02\n", .label),
    ("1\n2\n3\n", .ilsvrc(synsets: "synsets.txt")),
    ("ILSVRC2012_val_00000002.JPEG 0\nILSVRC2012_val_00000001.JPEG 2\nILSVRC2012_val_00000003.JPEG 1\n", .label),
    (
      "ImageId,PredictionString\nILSVRC2012_val_00000003,n02 1 2 3 4\nILSVRC2012_val_00000001,n03 1 2 3 4 n03 5 6 7 8\n"
        + "ILSVRC2012_val_00000002,n01 0 0 1 1\n", .label
    ),
  ])
  func allFormsOfTheList(text: String, numbering: ImageNetValidation.Numbering) throws {
    let folder = try TemporaryFolder()
    for i in 1...3 { try folder.image("val/ILSVRC2012_val_0000000\(i).JPEG", UInt8(i)) }
    try folder.write("truth.txt", text)
    try folder.write("classes.txt", Self.classes)
    try folder.write("synsets.txt", "n03 shark\nn01 tench\nn02 goldfish\n")
    let source = ImageNetValidation(
      root: "val", groundTruth: "truth.txt", classes: "classes.txt", numbering: numbering)
    let dataset = try source.open(relativeTo: folder.url)
    #expect(try items(dataset).map(\.label) == [2, 0, 1])
    // These are PNG files called .JPEG.
    #expect(try dataset.image(of: try dataset.item(1)).pixels[0] == 2)
  }

  @Test(arguments: ["1\n2\n", "n09\nn01\nn02\n", "a 1\n2\n3\n", "", "ILSVRC2012_val_00000001 1\n"])
  func contradictionsAreErrors(text: String) throws {
    let folder = try TemporaryFolder()
    for i in 1...3 { try folder.image("val/ILSVRC2012_val_0000000\(i).JPEG") }
    try folder.write("truth.txt", text)
    try folder.write("classes.txt", Self.classes)
    let source = ImageNetValidation(root: "val", groundTruth: "truth.txt", classes: "classes.txt")
    #expect { try source.open(relativeTo: folder.url) } throws: {
      "\($0)".contains("truth.txt")
    }
  }
}

@Suite struct SelectionTests {
  /// 100 items in 4 classes, in memory.
  static func dataset() throws -> any Dataset {
    let writer = try ManifestWriter(url: nil)
    for i in 0..<100 { try writer.append(Manifest.Entry(path: "\(i).png", label: i % 4)) }
    let reader = RootedReader(root: URL(filePath: "/nonexistent"), limits: DatasetLimits())
    return ListedDataset(manifest: try writer.finish(), reader: reader, classNames: ["a", "b", "c", "d"])
  }

  private func indices(_ selection: Selection, base: URL = URL(filePath: "/")) throws -> [Int] {
    try items(Self.dataset().selecting(selection, relativeTo: base)).map(\.index)
  }

  @Test func byClass() throws {
    #expect(try indices(Selection(labels: [1, 3])) == (0..<100).filter { $0 % 4 == 1 || $0 % 4 == 3 })
    #expect(throws: DatasetError.self) { try indices(Selection(labels: [9])) }
  }

  @Test func byList() throws {
    let folder = try TemporaryFolder()
    try folder.write("list.txt", "70.png\n\n 3.png \n")
    #expect(try indices(Selection(list: "list.txt"), base: folder.url) == [3, 70])
    #expect(try indices(Selection(labels: [2], list: "list.txt"), base: folder.url) == [70])
    try folder.write("list.txt", "70.png\nx.png\n")
    #expect { try indices(Selection(list: "list.txt"), base: folder.url) } throws: { "\($0)".contains("\"x.png\"") }
  }

  @Test func samplesAreSeededNestedAndEven() throws {
    let small = try indices(Selection(sample: Selection.Sample(count: 10, seed: 7)))
    let large = try indices(Selection(sample: Selection.Sample(count: 30, seed: 7)))
    #expect(small.count == 10 && large.count == 30)
    #expect(Set(small).isSubset(of: large))
    #expect(try indices(Selection(sample: Selection.Sample(count: 10, seed: 7))) == small)
    #expect(try indices(Selection(sample: Selection.Sample(count: 10, seed: 8))) != small)
    #expect(try indices(Selection(sample: Selection.Sample(count: 1_000))).count == 100)
    let even = try indices(Selection(sample: Selection.Sample(count: 3, perClass: true)))
    for label in 0..<4 { #expect(even.count { $0 % 4 == label } == 3) }
    // Every item has the same chance: over 400 seeds each is drawn 40 times on average (standard deviation 6).
    var counts = [Int](repeating: 0, count: 100)
    for seed in 0..<400 {
      for index in try indices(Selection(sample: Selection.Sample(count: 10, seed: UInt64(seed)))) {
        counts[index] += 1
      }
    }
    #expect(counts.allSatisfy { (12...72).contains($0) })
  }

  @Test func shardsArePartsWithoutOverlap() throws {
    var all: [Int] = []
    for index in 0..<7 {
      let part = try indices(
        Selection(sample: Selection.Sample(count: 60), shard: Selection.Shard(index: index, count: 7)))
      #expect(part.count == 8 || part.count == 9)
      all += part
    }
    #expect(all.sorted() == (try indices(Selection(sample: Selection.Sample(count: 60)))))
    #expect(Selection.Shard(parsing: "3/8") == Selection.Shard(index: 2, count: 8))
    for text in ["0/8", "9/8", "3", "a/b", "3/8/9", "-1/2", "1/0", "/"] {
      #expect(Selection.Shard(parsing: text) == nil)
    }
  }
}
