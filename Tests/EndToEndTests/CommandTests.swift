import Foundation
import TestSupport
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

  @Test func explainsOneImage() throws {
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

  @Test(arguments: [
    (["--points", "gauss:16"], "'gauss' is now called 'gauss-legendre'"),
    (["--points", "right:200"], "'right' is now called 'right-riemann'"),
    (["--points", "gauss-legendre"], "gauss-legendre:POINTS"),
    (["--points", "adaptive:-1"], "a number above 0"),
    (["--method", "gradient-x-input"], "'gradient-x-input' is now called 'gradient-input'"),
    (["--target", "best"], "predicted or the index of a class"),
  ])
  func namesAreThoseOfJobFilesAndFormerOnesSaySo(options: [String], message: String) throws {
    let result = try WinnowProgram.run(
      "attribute", "--model", "network.onnx", "--input", "x.npy", options[0], options[1])
    #expect(result.status == 64)
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test func settingsOfOneImageAreCheckedBeforeAnyFileIsRead() throws {
    for (option, value) in [("--gamma", "1"), ("--k", "0"), ("--window", "0"), ("--time-limit", "0")] {
      let result = try WinnowProgram.run("explain", "nowhere.png", "--model", "nowhere.onnx", option, value)
      #expect(result.status == 64 && result.errors.contains("\(option.dropFirst(2)) is \(value)"), "\(result.errors)")
    }
  }
}
