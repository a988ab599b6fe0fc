import ImageCodecs

/// How an image becomes a network's input: resize, crop, channel order, scale, mean and standard deviation, in this
/// order, as training pipelines of torchvision and Caffe do.
public struct Preprocessing: Sendable, Codable, Equatable {
  public enum Resize: Sendable, Codable, Equatable {
    case none
    /// The shorter side becomes this long, the longer one in proportion (torchvision's `Resize(n)`).
    case shorterSide(Int)
    case exact(width: Int, height: Int)
  }

  public struct Crop: Sendable, Codable, Equatable {
    public var height: Int
    public var width: Int

    public init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }
  }

  /// Channels of the tensor, in order.
  public enum Channels: String, Sendable, Codable, CaseIterable {
    case rgb
    case bgr
    case grey
    public var count: Int { self == .grey ? 1 : 3 }
  }

  /// What happens to fractions of a pixel: pipelines differ, and half a pixel can change the class of a doubtful image.
  public enum Rounding: String, Sendable, Codable, CaseIterable {
    /// The longer side is rounded down; the cut's offset to the nearest, halves to even.
    case torchvision
    /// The longer side is rounded to the nearest; the cut's offset down: the usual few lines around Pillow.
    case nearest
  }

  public var resize: Resize
  public var rounding: Rounding
  public var filter: ResamplingFilter
  /// Cut from the centre; a smaller image gets a black border (torchvision's `CenterCrop`). Nil keeps all.
  public var crop: Crop?
  public var channels: Channels
  /// Multiplies the byte 0...255 first.
  public var scale: Double
  /// Subtracted then, one per channel in the tensor's order; empty for none.
  public var mean: [Double]
  /// Divides at last, one per channel in the tensor's order; empty for none.
  public var standardDeviation: [Double]

  /// - Precondition: `mean` and `standardDeviation` are empty, of one number, or of one number per channel; see
  ///   `problem` for a check that does not stop the program.
  public init(
    resize: Resize = .none, filter: ResamplingFilter = .bilinear, crop: Crop? = nil, channels: Channels = .rgb,
    scale: Double = 1.0 / 255, mean: [Double] = [], standardDeviation: [Double] = [],
    rounding: Rounding = .torchvision
  ) {
    self.resize = resize
    self.rounding = rounding
    self.filter = filter
    self.crop = crop
    self.channels = channels
    self.scale = scale
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// What is wrong with these settings, in a sentence; nil if nothing is.
  public var problem: String? {
    switch resize {
    case .shorterSide(let side) where side < 1: return "resize: the shorter side must be at least 1 pixel"
    case .exact(let width, let height) where width < 1 || height < 1: return "resize: both sides must be at least 1"
    default: break
    }
    if let crop, crop.width < 1 || crop.height < 1 { return "crop: both sides must be at least 1 pixel" }
    for (name, values) in [("mean", mean), ("standard deviation", standardDeviation)] {
      guard [0, 1, channels.count].contains(values.count) else {
        return "\(name): \(values.count) numbers for \(channels.count) channels"
      }
      guard values.allSatisfy(\.isFinite) else { return "\(name): not a finite number" }
    }
    if standardDeviation.contains(0) { return "standard deviation: must not be 0" }
    if !scale.isFinite || scale == 0 { return "scale: must be a finite number other than 0" }
    for channel in 0..<channels.count
    where !value(of: 0, channel: channel).isFinite || !value(of: 255, channel: channel).isFinite {
      return "scale, mean and standard deviation take levels beyond the range of numbers in single precision"
    }
    return nil
  }

  /// The network's value for byte `byte` of channel `channel` (in the tensor's order).
  public func value(of byte: UInt8, channel: Int) -> Float {
    let mean = mean.isEmpty ? 0 : mean[mean.count == 1 ? 0 : channel]
    let deviation = standardDeviation.isEmpty ? 1 : standardDeviation[standardDeviation.count == 1 ? 0 : channel]
    return Float((Double(byte) * scale - mean) / deviation)
  }

  /// The network's input for `image`: C x H x W in the model's own range.
  public func tensorValues(from image: RasterImage) -> (shape: [Int], values: [Float]) {
    let displayed = displayImage(from: image)
    let count = displayed.width * displayed.height
    var values = [Float](repeating: 0, count: channels.count * count)
    for channel in 0..<channels.count {
      let table = (0...255).map { value(of: UInt8($0), channel: channel) }
      let source = channels == .bgr ? 2 - channel : channel
      displayed.pixels.withUnsafeBufferPointer { pixels in
        values.withUnsafeMutableBufferPointer { values in
          for i in 0..<count { values[channel * count + i] = table[Int(pixels[i * displayed.channels + source])] }
        }
      }
    }
    return ([channels.count, displayed.height, displayed.width], values)
  }

  /// The resized, cropped 8-bit image that the tensor shows, for people: grey if the tensor is, else RGB.
  public func displayImage(from image: RasterImage) -> RasterImage {
    let converted = channels == .grey ? image.grey : image.rgb
    let geometry = geometry(width: image.width, height: image.height)
    let resized = converted.resized(width: geometry.resizedWidth, height: geometry.resizedHeight, filter: filter)
    return resized.cropped(geometry)
  }

  /// The 8-bit image that a tensor shows, for people: values beyond what a byte can say become the nearest one.
  ///
  /// - Parameter values: C x H x W, as many as an image of that size has.
  public func displayImage(ofTensor values: [Float], height: Int, width: Int) -> RasterImage {
    let count = height * width
    precondition(values.count == channels.count * count)
    var pixels = [UInt8](repeating: 0, count: values.count)
    for channel in 0..<channels.count {
      let mean = mean.isEmpty ? 0 : mean[mean.count == 1 ? 0 : channel]
      let deviation = standardDeviation.isEmpty ? 1 : standardDeviation[standardDeviation.count == 1 ? 0 : channel]
      let source = channels == .bgr ? 2 - channel : channel
      for index in 0..<count {
        let level = (Double(values[channel * count + index]) * deviation + mean) / scale
        pixels[index * channels.count + source] = level.isFinite ? UInt8(min(255, max(0, level.rounded()))) : 0
      }
    }
    return RasterImage(width: width, height: height, channels: channels.count, pixels: pixels)
  }

  /// A label map brought to the input's size through the same geometry; every pixel takes the nearest label, and
  /// `outside` where the crop reaches beyond the image.
  public func labelMap(from map: RasterImage, outside: UInt8 = 0) -> RasterImage {
    let geometry = geometry(width: map.width, height: map.height)
    return map.resized(width: geometry.resizedWidth, height: geometry.resizedHeight, filter: .nearest)
      .cropped(geometry, outside: outside)
  }

  /// Where the parts of an image of this size go.
  public func geometry(width: Int, height: Int) -> InputGeometry {
    InputGeometry(width: width, height: height, resize: resize, crop: crop, rounding: rounding)
  }
}
