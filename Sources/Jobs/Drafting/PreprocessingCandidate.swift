import Datasets
import ImageCodecs

/// A way of preprocessing images that is in use, with a name that people know it by.
public struct PreprocessingCandidate: Sendable {
  public var name: String
  public var preprocessing: Preprocessing
  /// What is fed to the network in words, for tables: `(level / 255 - mean) / std`.
  public var formula: String
}

extension PreprocessingCandidate {
  /// What happens to the levels of a pixel, in networks of three channels. Where several are as good, the first is taken.
  static let coloured: [Self] = {
    let imageNetMean = [0.485, 0.456, 0.406]
    let imageNetDeviation = [0.229, 0.224, 0.225]
    let torchvision = Preprocessing(mean: imageNetMean, standardDeviation: imageNetDeviation)
    var swapped = Preprocessing(mean: imageNetMean.reversed(), standardDeviation: imageNetDeviation.reversed())
    swapped.channels = .bgr
    return [
      Self("torchvision", torchvision, "(RGB / 255 - ImageNet's mean) / deviation"),
      Self("0 to 1", Preprocessing(), "RGB / 255"),
      Self("EfficientNet-Lite", .levels(minus: [127], over: [128]), "(RGB - 127) / 128"),
      Self("TensorFlow, -1 to 1", Preprocessing(scale: 1 / 127.5, mean: [1]), "RGB / 127.5 - 1"),
      Self("-2 to 2", .levels(minus: [128], over: [64]), "(RGB - 128) / 64"),
      Self("Caffe", .levels(.bgr, minus: [104, 117, 123]), "BGR - (104, 117, 123)"),
      Self("Caffe's means, RGB", .levels(minus: [123, 117, 104]), "RGB - (123, 117, 104)"),
      Self("raw levels", .levels(), "RGB, 0 to 255"),
      Self("raw levels, BGR", .levels(.bgr), "BGR, 0 to 255"),
      Self("0 to 1, BGR", Preprocessing(channels: .bgr), "BGR / 255"),
      Self("torchvision, BGR", swapped, "(BGR / 255 - ImageNet's mean) / deviation"),
      Self(
        "CLIP",
        Preprocessing(
          mean: [0.48145466, 0.4578275, 0.40821073], standardDeviation: [0.26862954, 0.26130258, 0.27577711]),
        "(RGB / 255 - CLIP's mean) / deviation"),
      Self(
        "CIFAR-10",
        Preprocessing(mean: [0.4914, 0.4822, 0.4465], standardDeviation: [0.2470, 0.2435, 0.2616]),
        "(RGB / 255 - CIFAR-10's mean) / deviation"),
    ]
  }()

  /// The same for networks of one channel.
  static let grey: [Self] = [
    Self("0 to 1", Preprocessing(channels: .grey), "level / 255"),
    Self(
      "MNIST", Preprocessing(channels: .grey, mean: [0.1307], standardDeviation: [0.3081]),
      "(level / 255 - 0.1307) / 0.3081"),
    Self("-1 to 1", Preprocessing(channels: .grey, scale: 1 / 127.5, mean: [1]), "level / 127.5 - 1"),
    Self("raw levels", .levels(.grey), "0 to 255"),
    Self("0 to 1, inverted", Preprocessing(channels: .grey, scale: -1.0 / 255, mean: [-1]), "1 - level / 255"),
  ]

  /// How images come to a size: the first is what is tried where nothing is known.
  ///
  /// - Parameter sizes: of the images in the sample.
  static func geometries(height: Int, width: Int, sizes: Set<[Int]>) -> [Self] {
    if sizes == [[height, width]] { return [Self("as they are", Preprocessing(), "no resizing")] }
    let crop = Preprocessing.Crop(height: height, width: width)
    let side = min(height, width)
    // 256 goes with all the sizes around 224.
    let larger = (220...230).contains(side) ? 256 : (side * 8 + 3) / 7
    func shorter(_ length: Int, _ filter: ResamplingFilter) -> Preprocessing {
      Preprocessing(resize: .shorterSide(length), filter: filter, crop: crop)
    }
    let candidates = [
      Self("7/8 of the middle", shorter(larger, .bilinear), "shorter side \(larger), crop"),
      Self("7/8 of the middle, bicubic", shorter(larger, .bicubic), "shorter side \(larger), bicubic, crop"),
      Self("the middle", shorter(side, .bilinear), "shorter side \(side), crop"),
      Self("the middle, bicubic", shorter(side, .bicubic), "shorter side \(side), bicubic, crop"),
      Self(
        "squeezed", Preprocessing(resize: .exact(width: width, height: height)),
        "to \(width) x \(height), not in proportion"),
    ]
    // Thumbnails are not cropped as a rule.
    return side < 100 ? [candidates[4]] + candidates[..<4] : candidates
  }

  /// These levels with that geometry.
  func sized(by geometry: Preprocessing) -> Self {
    var copy = self
    copy.preprocessing.resize = geometry.resize
    copy.preprocessing.filter = geometry.filter
    copy.preprocessing.crop = geometry.crop
    copy.preprocessing.rounding = geometry.rounding
    return copy
  }

  private init(_ name: String, _ preprocessing: Preprocessing, _ formula: String) {
    self.init(name: name, preprocessing: preprocessing, formula: formula)
  }
}

extension Preprocessing {
  /// Levels 0 to 255 as they are, less a mean, over a deviation.
  fileprivate static func levels(
    _ channels: Channels = .rgb, minus mean: [Double] = [], over deviation: [Double] = []
  ) -> Preprocessing {
    Preprocessing(channels: channels, scale: 1, mean: mean, standardDeviation: deviation)
  }
}
