import Datasets
import ImageCodecs
import Saliency

extension JobFile {
  /// What the method `sufficient` shows of an image with everything hidden (of several fills the first), for people; nil
  /// where no such method runs, or the fill is another image.
  public var hiddenDisplay: (@Sendable (RasterImage) -> RasterImage)? {
    for case let method as SufficientMethod in methods.map(\.settings) {
      guard case .fill(let fill)? = method.fills.first else { return nil }
      var ready = preprocessing
      (ready.resize, ready.crop) = (.none, nil)
      return { [ready] image in
        let (shape, values) = ready.tensorValues(from: image)
        let input = InputShape.image(channels: shape[0], height: shape[1], width: shape[2])
        return ready.displayImage(
          ofTensor: fill.values(for: values, shape: input), height: image.height, width: image.width)
      }
    }
    return nil
  }
}
