import Foundation

/// Starts the real program, under the real mpirun where ranks are asked for.
struct WinnowProgram {
  /// The built executable, beside the test bundle's.
  static let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "winnow")

  /// The checkout that these tests were built from.
  static let projectRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let mpi = MPIInstallation.wanted
  static let hasMPI = mpi.isInstalled

  struct Result {
    /// The exit status; a signal is 128 + its number.
    var status: Int32
    var output: String
    var errors: String
  }

  /// A started program.
  let process: Process
  private let outputFile: URL
  private let errorsFile: URL

  /// - Parameter ranks: nil starts the program itself, without mpirun.
  init(_ arguments: [String], ranks: Int? = nil, environment: [String: String] = [:], in folder: URL? = nil) throws {
    process = Process()
    if let ranks {
      process.executableURL = URL(filePath: Self.mpi.launcher)
      process.arguments = ["-n", "\(ranks)", Self.executable.path] + arguments
    } else {
      process.executableURL = Self.executable
      process.arguments = arguments
    }
    process.environment = ProcessInfo.processInfo.environment.merging(Self.mpi.environment) { $1 }
      .merging(environment) { $1 }
    process.currentDirectoryURL = folder ?? Self.projectRoot
    // Files, not pipes: nobody has to drain them while the program runs.
    let scratch = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    outputFile = scratch.appendingPathExtension("out")
    errorsFile = scratch.appendingPathExtension("err")
    for file in [outputFile, errorsFile] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorsFile)
    try process.run()
  }

  /// Waits for the end.
  func result() throws -> Result {
    process.waitUntilExit()
    defer { for file in [outputFile, errorsFile] { try? FileManager.default.removeItem(at: file) } }
    return Result(
      status: process.terminationReason == .uncaughtSignal
        ? 128 + process.terminationStatus : process.terminationStatus,
      output: try String(contentsOf: outputFile, encoding: .utf8),
      errors: try String(contentsOf: errorsFile, encoding: .utf8))
  }

  static func run(_ arguments: String..., ranks: Int? = nil, in folder: URL? = nil) throws -> Result {
    try WinnowProgram(arguments, ranks: ranks, in: folder).result()
  }
}
