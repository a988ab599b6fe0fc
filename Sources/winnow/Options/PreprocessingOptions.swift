import ArgumentParser
import Datasets

/// How an image given on the command line becomes the network's input; the same settings as a job's `preprocessing`.
struct PreprocessingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Resize the shorter side to this many pixels (bilinear, antialiased).", valueName: "pixels"))
  var resizeShorter: Int?

  @Option(help: ArgumentHelp("Resize to exactly this size.", valueName: "width>x<height"))
  var resize: String?

  @Option(help: ArgumentHelp("Cut a square of this side from the centre.", valueName: "pixels"))
  var crop: Int?

  @Option(help: "Channels of the network's input: rgb, bgr or grey.")
  var channels: Preprocessing.Channels = .rgb

  @Option(help: ArgumentHelp("Multiplies the bytes 0...255 first (default: 1/255).", valueName: "factor"))
  var scale: Double?

  @Option(help: ArgumentHelp("Subtracted then: one number, or one per channel with commas.", valueName: "numbers"))
  var mean: String?

  @Option(help: ArgumentHelp("Divides at last: one number, or one per channel with commas.", valueName: "numbers"))
  var std: String?

  /// - Throws: `ValidationError` for settings without a meaning.
  func preprocessing() throws -> Preprocessing {
    var preprocessing = Preprocessing(channels: channels)
    if let resizeShorter { preprocessing.resize = .shorterSide(resizeShorter) }
    if let resize {
      guard resizeShorter == nil else { throw ValidationError("--resize and --resize-shorter exclude each other.") }
      let sides = resize.split(separator: "x").compactMap { Int($0) }
      guard sides.count == 2 else { throw ValidationError("--resize takes a size such as 224x224, not '\(resize)'.") }
      preprocessing.resize = .exact(width: sides[0], height: sides[1])
    }
    if let crop { preprocessing.crop = .init(height: crop, width: crop) }
    if let scale { preprocessing.scale = scale }
    if let mean { preprocessing.mean = try Self.numbers(mean, "--mean") }
    if let std { preprocessing.standardDeviation = try Self.numbers(std, "--std") }
    if let problem = preprocessing.problem { throw ValidationError("Preprocessing: \(problem).") }
    return preprocessing
  }

  private static func numbers(_ text: String, _ option: String) throws -> [Double] {
    try text.split(separator: ",").map {
      guard let number = Double($0) else { throw ValidationError("\(option): '\($0)' is not a number.") }
      return number
    }
  }
}

extension Preprocessing.Channels: ExpressibleByArgument {}
