import Foundation
import ImageCodecs
import TestSupport
import Testing

@testable import Datasets

/// Makes tar archives block by block.
struct TarMaker {
  var data = Data()

  static func header(
    _ name: String, size: String, type: Character = "0", magic: String = "ustar\0", prefix: String = ""
  )
    -> Data
  {
    var block = Data(count: 512)
    func put(_ text: String, at offset: Int) {
      block.replaceSubrange(offset..<offset + text.utf8.count, with: Data(text.utf8))
    }
    put(name, at: 0)
    put("0000644", at: 100)
    put(size, at: 124)
    put(String(type), at: 156)
    put(magic + "00", at: 257)
    put(prefix, at: 345)
    put("        ", at: 148)
    let sum = block.reduce(0) { $0 + Int($1) }
    put(String(String(sum, radix: 8).reversed() + "000000").prefix(6).reversed() + "\0 ", at: 148)
    return block
  }

  mutating func add(
    _ name: String, _ content: Data, type: Character = "0", size: String? = nil, prefix: String = ""
  ) {
    let octal = String(content.count, radix: 8)
    data += Self.header(
      name, size: size ?? String(repeating: "0", count: 11 - octal.count) + octal, type: type, prefix: prefix)
    data += content + Data(count: (512 - content.count % 512) % 512)
  }

  var archive: Data { data + Data(count: 1_024) }
}

@Suite struct TarShardsTests {
  @Test func samplesAcrossShards() throws {
    let folder = try TemporaryFolder()
    var first = TarMaker()
    first.add("./", Data(), type: "5")
    first.add("a/0001.jpg", try TemporaryFolder.png(11))
    first.add("a/0001.cls", Data("2\n".utf8))
    first.add("a/0001.json", Data("{}".utf8))
    first.add("a/0002.cls", Data("dog".utf8))
    first.add("a/0002.seg.png", try TemporaryFolder.png(99))
    first.add("a/0002.png", try TemporaryFolder.png(12))
    first.add("readme.txt", Data("no image".utf8))
    var second = TarMaker()
    second.add("0003.png", try TemporaryFolder.png(13))
    second.add("link.png", Data(), type: "2")
    try folder.write("shards/x-00.tar", first.archive)
    try folder.write("shards/x-01.tar", second.archive)
    try folder.write("classes.txt", "cat\ndog\nfish\n")
    let source = TarShards(root: "shards", classes: "classes.txt")
    let dataset = try source.open(relativeTo: folder.url, manifest: folder.url.appending(path: "list"))
    #expect(
      try items(dataset) == [
        DatasetItem(index: 0, id: "x-00.tar/a/0001.jpg", label: 2),
        DatasetItem(index: 1, id: "x-00.tar/a/0002.png", label: 1),
        DatasetItem(index: 2, id: "x-01.tar/0003.png", label: nil),
      ])
    #expect(try items(dataset).map { try dataset.image(of: $0).pixels[0] } == [11, 12, 13])
    #expect(dataset.classNames == ["cat", "dog", "fish"])

    let part = TarShards(root: "shards", files: ["x-{01..01}.tar"], labelExtension: nil)
    #expect(try items(part.open(relativeTo: folder.url)).map(\.id) == ["x-01.tar/0003.png"])
  }

  @Test func annotationsAreMembersOfTheSample() throws {
    let folder = try TemporaryFolder()
    // Before the image, behind it, with a name of over 100 characters, of another sample, and none.
    let long = String(repeating: "l", count: 120)
    var maker = TarMaker()
    maker.add("a.mask.png", try TemporaryFolder.png(1))
    maker.add("a.png", try TemporaryFolder.png(11))
    maker.add("b.png", try TemporaryFolder.png(12))
    maker.add("b.mask.png", try TemporaryFolder.png(0))
    maker.add("././@LongLink", Data("\(long).mask.png\0".utf8), type: "L")
    maker.add("lll", try TemporaryFolder.png(1))
    maker.add("././@LongLink", Data("\(long).png\0".utf8), type: "L")
    maker.add("lll", try TemporaryFolder.png(13))
    maker.add("d.png", try TemporaryFolder.png(14))
    try folder.write("shards/x.tar", maker.archive)
    let shards = TarShards(root: "shards", labelExtension: nil, extensions: ["png"])
    let dataset = try shards.open(relativeTo: folder.url, manifest: folder.url.appending(path: "list"))
    #expect(try items(dataset).map { try dataset.image(of: $0).pixels[0] } == [11, 12, 13, 14])
    let truth = GroundTruthSource.labelMaps(LabelMapFolder(member: "mask.png"))
    let reader = try truth.open(relativeTo: folder.url, of: dataset)
    let areas = try items(dataset).map { item in
      let image = try dataset.image(of: item)
      return try reader.groundTruth(
        of: item, geometry: Preprocessing().geometry(width: image.width, height: image.height))?.object.count
    }
    // Of 4 x 3 pixels the first has the number, the others 9.
    #expect(areas == [12, 11, 12, nil])
    #expect(throws: DatasetError.self) { try truth.open(relativeTo: folder.url) }
  }

  /// The real program's archives, in its three formats, with names beyond 100 characters.
  @Test(arguments: ["gnu", "pax", "ustar"])
  func archivesOfGNUTar(format: String) throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "verylongfolder/", count: 8) + "0001.png"
    try folder.image("in/" + long, 21)
    try folder.image("in/short.png", 22)
    let tar = Process()
    tar.executableURL = URL(filePath: "/usr/bin/env")
    tar.arguments = [
      "tar", "--format", format, "--sort=name", "-C", folder.url.path + "/in", "-cf", folder.url.path + "/a.tar", ".",
    ]
    try tar.run()
    tar.waitUntilExit()
    try #require(tar.terminationStatus == 0)
    let dataset = try TarShards(root: "").open(relativeTo: folder.url)
    #expect(try items(dataset).map(\.id) == ["a.tar/./short.png", "a.tar/./" + long])
    #expect(try items(dataset).map { try dataset.image(of: $0).pixels[0] } == [22, 21])
  }

  @Test func sizesBeyondOctalAndPrefixes() throws {
    let folder = try TemporaryFolder()
    var maker = TarMaker()
    let image = try TemporaryFolder.png(5)
    maker.add("1.png", image, prefix: "deep/folder")
    try folder.write("a.tar", maker.archive)
    var found: [TarArchive.Member] = []
    let file = try File(path: folder.url.appending(path: "a.tar").path)
    try TarArchive(file).forEachMember { found.append($0) }
    #expect(found == [TarArchive.Member(name: "deep/folder/1.png", offset: 512, size: image.count, start: 0)])
  }

  @Test func damagedArchivesAreErrors() throws {
    let folder = try TemporaryFolder()
    var maker = TarMaker()
    maker.add("1.png", Data(count: 3_000))
    maker.add("2.png", Data(count: 10))
    let good = maker.archive
    var badSum = good
    badSum[3_584 + 3] ^= 1
    let cases: [(String, Data, String)] = [
      ("cut.tar", good.prefix(2_000), "cut off"), ("head.tar", good.prefix(3_700), "cut off"),
      ("sum.tar", badSum, "checksum"), ("text.tar", Data(repeating: 65, count: 2_000), "no tar archive"),
      ("gz.tar", Data([0x1f, 0x8b, 8]) + Data(count: 600), "gunzip"),
    ]
    for (name, data, message) in cases {
      try folder.write(name, data)
      #expect { try TarShards(root: "", files: [name]).open(relativeTo: folder.url) } throws: {
        "\($0)".contains(message) && "\($0)".contains(name)
      }
    }
    #expect(throws: DatasetError.self) {
      try TarShards(root: "", files: ["../x.tar"]).open(relativeTo: folder.url)
    }
  }

  @Test func keysEndAtTheFirstDot() {
    #expect(TarShards.split("a.b/c.seg.PNG") == ("a.b/c", "seg.png"))
    #expect(TarShards.split("plain") == ("plain", ""))
  }

  @Test func ranges() throws {
    #expect(try ShardPattern.expand("x-{08..11}.tar") == ["x-08.tar", "x-09.tar", "x-10.tar", "x-11.tar"])
    #expect(try ShardPattern.expand("x-{1..2}-{0..1}") == ["x-1-0", "x-1-1", "x-2-0", "x-2-1"])
    #expect(throws: DatasetError.self) { try ShardPattern.expand("x-{5..1}.tar") }
    #expect(try ShardPattern.expand("{train,val}-{0..1}.tar").count == 4)
    #expect(throws: DatasetError.self) { try ShardPattern.expand("x-{5}.tar") }
  }

  /// Braces, lists, wildcards and joints, in one text as WebDataset takes it.
  @Test func webDatasetsOwnSpellingNamesArchives() throws {
    let folder = try TemporaryFolder()
    for name in ["a-000.tar", "a-001.tar", "a-010.tar", "b.tar", "c.txt"] {
      try folder.write("shards/" + name, Data())
    }
    let reader = RootedReader(root: folder.url, limits: DatasetLimits())
    func archives(_ text: String) throws -> [String] { try ShardPattern(text: text).archives(in: reader) }
    #expect(try archives("shards/a-{000..001}.tar") == ["shards/a-000.tar", "shards/a-001.tar"])
    #expect(
      try archives("shards/a-*.tar::shards/b.tar") == ["a-000", "a-001", "a-010", "b"].map { "shards/\($0).tar" })
    #expect(try archives("shards/a-0?0.tar") == ["shards/a-000.tar", "shards/a-010.tar"])
    #expect(throws: DatasetError.self) { try archives("shards/x-*.tar") }
    #expect(throws: DatasetError.self) { try archives("*/b.tar") }
  }
}
