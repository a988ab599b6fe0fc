import Foundation
import Testing

/// The commands besides `run`.
@Suite struct CommandTests {
  private let demo = WinnowProgram.projectRoot.appending(path: "Demo")

  @Test func helpAndVersion() throws {
    let help = try WinnowProgram.run("--help")
    #expect(help.status == 0)
    for command in ["run", "explain", "doctor"] {
      #expect(help.output.contains(command))
      let own = try WinnowProgram.run(command, "--help")
      #expect(own.status == 0 && own.output.contains("USAGE: winnow \(command)"))
    }
    #expect(try WinnowProgram.run("--version").output.contains("."))
    #expect(try WinnowProgram.run("rnu").status == 64)
  }

  @Test func doctorFindsTheLibraries() throws {
    let result = try WinnowProgram.run("doctor")
    #expect(result.status == 0, "\(result.output)")
    for name in ["MPI", "Z3", "oneDNN"] { #expect(result.output.contains(name)) }
  }

  @Test func explainsOnePicture() throws {
    let folder = try TemporaryFolder()
    let result = try WinnowProgram.run(
      "explain", demo.appending(path: "pictures/ring/000.png").path, "--model",
      demo.appending(path: "network.onnx").path, "--classes", demo.appending(path: "classes.txt").path, "--scale", "1",
      "--mean", "128", "--std", "64", "--k", "200", "--points", "16", "--output", folder.path("ring.png"))
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("ring") && result.output.contains("smug (optimal)"))
    #expect(try Data(contentsOf: URL(filePath: folder.path("ring.png"))).starts(with: [0x89, 0x50, 0x4e, 0x47]))

    let missing = try WinnowProgram.run("explain", "nowhere.png", "--model", demo.appending(path: "network.onnx").path)
    #expect(missing.status == 65)
    #expect(missing.errors.contains("nowhere.png"), "\(missing.errors)")
  }
}
