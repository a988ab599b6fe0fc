import Foundation
import Storing
import Testing

/// Whatever users get wrong ends in one clear sentence and a documented exit code; one bad image ends nothing.
@Suite struct BadInputTests {
  private func run(_ job: DemoJob) throws -> WinnowProgram.Result {
    try WinnowProgram.run("run", job.file, "--output", job.output(), "--no-report")
  }

  @Test func imagesThatCannotBeReadBecomeRecords() throws {
    let job = try DemoJob(images: 1)
    let png = try Data(contentsOf: URL(filePath: job.folder.path("pictures/disc/000.png")))
    try job.folder.write(png, to: "pictures/disc/png-named.jpg")
    try job.folder.write(png.prefix(png.count / 2), to: "pictures/disc/cut-off.png")
    try job.folder.write(Data(), to: "pictures/disc/empty.png")
    try job.folder.write("this is no image", to: "pictures/disc/text.jpg")
    let result = try run(job)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("3 of them failed"))
    var failures: [String: ItemFailure] = [:]
    for record in try RunStore(reading: job.output()).records() {
      if case .failed(let failure) = record.outcome { failures[record.id] = failure }
    }
    #expect(failures.keys.sorted() == ["disc/cut-off.png", "disc/empty.png", "disc/text.jpg"])
    #expect(failures["disc/empty.png"]?.message.contains("empty.png") == true)
  }

  @Test func modelsThatCannotBeRead() throws {
    for (name, content) in [("empty.onnx", Data()), ("garbage.onnx", Data((0..<999).map { UInt8($0 * 7 & 255) }))] {
      let job = try DemoJob(images: 1)
      try job.folder.write(content, to: name)
      try job.edit { $0.replacing(/\S+network.onnx/, with: name) }
      let result = try run(job)
      #expect(result.status == 65)
      #expect(result.errors.contains(name), "\(result.errors)")
    }
  }

  @Test(arguments: [
    ("  folder: pictures", "  fodler: pictures", "did you mean 'folder'?", 65 as Int32),
    ("folder: pictures", "folder: nowhere", "nowhere", 65),
    ("k: 200", "k: 200, gamma: 1", "gamma is 1.0, but must be in [0, 1)", 65),
    ("window: 4", "window: 300", "window 300 is larger than the 64 x 64 image", 65),
    ("network.onnx", "missing.onnx", "missing.onnx", 65),
    ("k: 200", "k: all", "k must be a whole number, but is 'all'", 65),
    ("channels: rgb", "channels: grey", "preprocessing: mean", 65),
  ])
  func jobsThatAreRefused(from: String, to: String, expected: String, status: Int32) throws {
    let job = try DemoJob(images: 1)
    try job.edit { $0.replacing(from, with: to) }
    let result = try run(job)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.contains(expected), "\(result.errors)")
  }

  @Test func moreNeuronsThanThereAreMeansAll() throws {
    let job = try DemoJob(images: 1)
    for name in ["bars", "cross", "disc", "ring", "square", "star"] {
      try FileManager.default.removeItem(atPath: job.folder.path("pictures/\(name)"))
    }
    try job.edit { $0.replacing("k: 200", with: "k: 99999999, time-limit: 5") }
    let result = try run(job)
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test func theOutputDirectory() throws {
    let job = try DemoJob(images: 1)
    try job.folder.write("a file", to: "out")
    let blocked = try run(job)
    #expect(blocked.status == 73, "\(blocked.errors)")

    let changed = try DemoJob(images: 1)
    #expect(try run(changed).status == 0)
    try changed.edit { $0.replacing("k: 200", with: "k: 100") }
    let result = try run(changed)
    #expect(result.status == 73)
    #expect(result.errors.contains("the job file has changed since"), "\(result.errors)")
  }

  @Test(.enabled(if: WinnowProgram.hasMPI, "mpirun, or the library for it, is not there"))
  func onlyOneSentenceUnderMPI() throws {
    let job = try DemoJob(images: 1)
    try job.edit { $0.replacing("k: 200", with: "kk: 200") }
    let result = try WinnowProgram.run("run", job.file, "--output", job.output(), ranks: 3)
    #expect(result.status == 65)
    #expect(result.errors.components(separatedBy: "unknown key 'kk'").count == 2, "\(result.errors)")
  }
}
