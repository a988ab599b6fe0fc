import Foundation
import Storing
import TestSupport
import Testing

private let hasPython = ["/usr/bin", "/usr/local/bin"].contains {
  FileManager.default.isExecutableFile(atPath: "\($0)/python3")
}

/// Programs and generators that do what they should not, through the whole program: records, and the sweep goes on.
@Suite(.enabled(if: hasPython, "python3 is not installed"))
struct MisbehavingModelTests {
  /// What the program does to an item, by the item's grey level.
  private static let misdeeds: [(level: UInt8, python: String, message: String)] = [
    (20, "sys.exit('out of cheese')", "out of cheese"),
    (40, "open(beside('hung'), 'w').close(); time.sleep(600)", "no scores within"),
    (60, "answer = answer[:-1]", "wrong count of scores"),
    (80, "answer[0] = float('nan')", "nan as score"),
    (100, "answer[0] = 7.0", "as probability"),
    (120, "os.kill(os.getpid(), 9)", "killed by signal 9"),
    (140, "print('hello', flush=True)", "standard output"),
  ]

  /// A model of two classes that is told by the greatest pixel what to do with a batch of several inputs: an item's
  /// own forward pass, of a single input, always succeeds.
  private static var program: String {
    let cases = misdeeds.map { "        if level == \($0.level): \($0.python)" }.joined(separator: "\n")
    return """
      import json, os, struct, sys, time
      from array import array
      def receive():
          head = sys.stdin.buffer.read(4)
          if len(head) < 4: sys.exit(0)
          return sys.stdin.buffer.read(struct.unpack("<I", head)[0])
      def send(body):
          sys.stdout.buffer.write(struct.pack("<I", len(body)) + body)
          sys.stdout.buffer.flush()
      def beside(name): return os.path.join(os.path.dirname(__file__), name)
      receive()
      with open(beside("pids"), "a") as pids: print(os.getpid(), file=pids)
      send(json.dumps({"classes": 2, "scores": "probability"}).encode())
      while True:
          values = array("f", receive())
          answer = array("f")
          for start in range(0, len(values), 16):
              mean = sum(values[start:start + 16]) / 16
              answer.extend([1 - mean, mean])
          level = round(255 * max(values))
          if len(values) > 16:
              pass
      \(cases)
          send(answer.tobytes())
      """
  }

  /// A job over 4 x 4 images of one grey level each.
  private func job(_ folder: TemporaryFolder, levels: [UInt8], timeout: Int, rest: String) throws -> String {
    func header(_ numbers: Int...) -> Data {
      numbers.reduce(into: Data()) { data, number in
        for shift in [24, 16, 8, 0] { data.append(UInt8(number >> shift & 255)) }
      }
    }
    let pixels = levels.flatMap { [UInt8](repeating: $0, count: 16) }
    try folder.write(header(0x803, levels.count, 4, 4) + Data(pixels), to: "images")
    try folder.write(header(0x801, levels.count) + Data(levels.map { _ in 0 }), to: "labels")
    try folder.write(Self.program, to: "model.py")
    try folder.write(
      """
      model: {command: [python3, model.py], batch: 16, timeout: \(timeout)}
      data: {idx: {images: images, labels: labels}}
      preprocessing: {channels: grey}
      methods: [{occlusion: {patch: 2, stride: 1}}]
      \(rest)

      """, to: "job.yaml")
    return folder.path("job.yaml")
  }

  private func failures(_ directory: String) throws -> [Int: ItemFailure] {
    var failures: [Int: ItemFailure] = [:]
    for record in try RunStore(reading: directory).records() {
      if case .failed(let failure) = record.outcome { failures[record.index] = failure }
    }
    return failures
  }

  @Test func whateverAProgramDoesIsARecordAndTheSweepGoesOn() throws {
    let folder = try TemporaryFolder()
    // A good item before, between and after the bad ones.
    let levels: [UInt8] = [10] + Self.misdeeds.flatMap { [$0.level, $0.level + 10] }
    let job = try job(folder, levels: levels, timeout: 4, rest: "")
    let result = try WinnowProgram.run("run", job, "--output", folder.path("run"), "--threads", "1")
    #expect(result.status == 0, "\(result.errors)")
    let failures = try failures(folder.path("run"))
    #expect(failures.keys.sorted() == Self.misdeeds.indices.map { 2 * $0 + 1 })
    for (place, misdeed) in Self.misdeeds.enumerated() {
      let failure = try #require(failures[2 * place + 1])
      #expect(failure.kind == "model")
      #expect(failure.message.contains(misdeed.message), "\(failure.message)")
    }
    let count = try RunStore(reading: folder.path("run")).records().count
    #expect(count == levels.count)
    // Bad numbers do not end the program; everything else that it does wrong does.
    let starts = try String(contentsOfFile: folder.path("pids"), encoding: .utf8).split(separator: "\n").count
    #expect(starts == 6)
    let report = try String(contentsOfFile: folder.path("run/report.html"), encoding: .utf8)
    #expect(report.contains("out of cheese") && report.contains("wrong count of scores"))
  }

  /// Generators of 4 x 4 images, latent vectors of two numbers: one of nine pixels, one that takes logarithms of
  /// numbers of either sign.
  private static let smallGenerator = """
    CAg6lQEKDwoBegoBdxIBeSIER2VtbRIBZypTCAIICRABQgF3SkjNzEy+zczMvQAAAADOzMw9zcxMPs3MTL7NzMy9AAAAAM7MzD3NzEw+zcxMvs3M
    zL0AAAAAzszMPc3MTD7NzEy+zczMvQAAAABaFAoBehIPCg0IARIJCgMSAU4KAggCYhQKAXkSDwoNCAESCQoDEgFOCgIICUIECgAQDQ==
    """
  private static let logarithmGenerator = """
    CAg63AEKDwoBegoBdxIBYSIER2VtbQoLCgFhEgF5IgNMb2cSAWcqjAEIAggQEAFCAXdKgAHNzEy+zczMvQAAAADOzMw9zcxMPs3MTL7NzMy9AAAA
    AM7MzD3NzEw+zcxMvs3MzL0AAAAAzszMPc3MTD7NzEy+zczMvQAAAADOzMw9zcxMPs3MTL7NzMy9AAAAAM7MzD3NzEw+zcxMvs3MzL0AAAAAzszM
    Pc3MTD7NzEy+zczMvVoUCgF6Eg8KDQgBEgkKAxIBTgoCCAJiFAoBeRIPCg0IARIJCgMSAU4KAggQQgQKABAN
    """

  private func run(generator: String, in folder: TemporaryFolder) throws -> WinnowProgram.Result {
    try folder.write(
      try #require(Data(base64Encoded: generator, options: .ignoreUnknownCharacters)), to: "generator.onnx")
    let job = try job(
      folder, levels: [10, 30, 50], timeout: 60,
      rest: "variations: {generator: {file: generator.onnx, range: [0, 1]}, restarts: 2, iterations: 4}")
    return try WinnowProgram.run("run", job, "--output", folder.path("run"), "--no-report")
  }

  @Test func aGeneratorOfAnotherSizeIsRefusedBeforeTheSweep() throws {
    let folder = try TemporaryFolder()
    let result = try run(generator: Self.smallGenerator, in: folder)
    #expect(result.status == 65)
    #expect(result.errors.contains("images of shape [9], the model takes inputs of shape [1, 4, 4]"))
    #expect(!result.errors.contains("3/3"))
  }

  @Test func aGeneratorThatGivesNoNumbersFailsItsItems() throws {
    let folder = try TemporaryFolder()
    let result = try run(generator: Self.logarithmGenerator, in: folder)
    // Every item has a record, and all of them are failures.
    #expect(result.status == 3, "\(result.errors)")
    let failures = try failures(folder.path("run"))
    #expect(failures.count == 3)
    #expect(failures.values.allSatisfy { $0.kind == "variations" && $0.message.contains("not a number") })
  }

  /// The program neither reads nor ends by itself when its rank is killed, which cannot stop it any more.
  @Test func aKilledRankLeavesNoProgramBehind() throws {
    let folder = try TemporaryFolder()
    let job = try job(folder, levels: [10, 40], timeout: 600, rest: "")
    let winnow = try WinnowProgram(["run", job, "--output", folder.path("run"), "--threads", "1"])
    let deadline = ContinuousClock.now + .seconds(120)
    while !FileManager.default.fileExists(atPath: folder.path("hung")), ContinuousClock.now < deadline,
      winnow.process.isRunning
    { usleep(20_000) }
    let program = try #require(Int32(String(contentsOfFile: folder.path("pids"), encoding: .utf8).dropLast()))
    #expect(Self.isAlive(program))
    kill(winnow.process.processIdentifier, SIGKILL)
    _ = try winnow.result()
    while Self.isAlive(program), ContinuousClock.now < deadline { usleep(20_000) }
    #expect(!Self.isAlive(program))
  }

  /// Whether the process is there and not merely waiting for somebody to take note of its end.
  private static func isAlive(_ process: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let name = status.lastIndex(of: ")")
    else { return false }
    return status[name...].dropFirst(2).first != "Z"
  }
}
