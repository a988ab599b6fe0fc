import Foundation
import TestSupport

/// A small job on a few of the demo's images, in a folder of its own.
struct DemoJob {
  let folder: TemporaryFolder
  var file: String { folder.path("job.yaml") }

  /// - Parameters:
  ///   - images: how many of each of the demo's eight classes.
  ///   - methods: the job's list of methods, indented by two.
  init(images: Int, methods: String = "  - smug: {k: 200, window: 4, integration: {points: 16}}") throws {
    folder = try TemporaryFolder()
    let demo = WinnowProgram.projectRoot.appending(path: "Demo")
    let manager = FileManager.default
    for name in try manager.contentsOfDirectory(atPath: demo.appending(path: "pictures").path).sorted() {
      let source = demo.appending(path: "pictures/\(name)")
      for image in try manager.contentsOfDirectory(atPath: source.path).sorted().prefix(images) {
        try folder.write(try Data(contentsOf: source.appending(path: image)), to: "pictures/\(name)/\(image)")
      }
    }
    try folder.write(
      """
      name: small
      model: {file: \(demo.path)/network.onnx, classes: \(demo.path)/classes.txt}
      data:
        folder: pictures
        ground-truth: {masks: \(demo.path)/masks}
      preprocessing: {channels: rgb, scale: 1, mean: [128, 128, 128], std: [64, 64, 64]}
      methods:
      \(methods)
      overlays: 2

      """, to: "job.yaml")
  }

  func output(_ name: String = "out") -> String { folder.path(name) }

  func edit(_ change: (String) -> String) throws {
    let url = URL(filePath: file)
    try folder.write(change(try String(contentsOf: url, encoding: .utf8)), to: "job.yaml")
  }
}
