import Foundation
import TestSupport
import Testing

/// The commands of docs/tutorial.md, one after the other, in a folder with the demo.
@Suite(.enabled(if: WinnowProgram.hasMPI, "mpirun, or the library for it, is not there"))
struct TutorialTests {
  @Test func itsCommandsDoWhatTheySay() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("Demo"), withDestinationPath: WinnowProgram.projectRoot.appending(path: "Demo").path)
    let text = try String(contentsOf: WinnowProgram.projectRoot.appending(path: "docs/tutorial.md"), encoding: .utf8)
    let blocks = text.matches(of: /```sh\n(.*?)```/.dotMatchesNewlines())
    let commands = blocks.flatMap { $0.1.split(separator: "\n").map(String.init) }
    #expect(commands.count == 9)
    for command in commands {
      let (status, output) = try shell(command, in: folder)
      #expect(status == 0, "\(command)\n\(output)")
    }
    for file in [
      "ring.png", "runs/trial/report.html", "runs/first/report.html", "arrays/index.csv", "compared/comparison.html",
    ] {
      #expect(FileManager.default.fileExists(atPath: folder.path(file)), "\(file)")
    }
  }

  private func shell(_ command: String, in folder: TemporaryFolder) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder.url
    let own = ProcessInfo.processInfo.environment
    let path = WinnowProgram.executable.deletingLastPathComponent().path + ":" + (own["PATH"] ?? "/usr/bin:/bin")
    process.environment = own.merging(WinnowProgram.mpi.environment) { $1 }.merging(["PATH": path]) { $1 }
    let log = folder.url.appending(path: "log")
    _ = FileManager.default.createFile(atPath: log.path, contents: nil)
    let handle = try FileHandle(forWritingTo: log)
    process.standardOutput = handle
    process.standardError = handle
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try String(contentsOf: log, encoding: .utf8))
  }
}
