import Saliency

/// Which pixels of a network's input belong to the object.
public struct GroundTruth: Sendable, Equatable {
  public let object: PixelMask
  /// The pixels of which the annotation leaves open what they are (a "void" label). Never set inside the object.
  public let ignored: PixelMask
  /// The boxes that it was drawn from, where there are any: parts of the object, each with its own pixels.
  public let boxes: [NamedBox]

  /// - Precondition: both masks are of one size.
  public init(object: PixelMask, ignored: PixelMask? = nil, boxes: [NamedBox] = []) {
    precondition(ignored.map { $0.height == object.height && $0.width == object.width } ?? true)
    self.object = object
    self.ignored = ignored ?? PixelMask(height: object.height, width: object.width)
    self.boxes = boxes
  }

  /// The union of boxes in an image's own coordinates; those that the crop leaves out are gone.
  init(boxes: [AnnotatedBox], geometry: InputGeometry) {
    let (height, width) = (geometry.height, geometry.width)
    let visible = boxes.compactMap { box in
      box.rectangle.mapped(by: geometry).map { NamedBox(name: box.name, box: $0.pixels(height: height, width: width)) }
    }
    self.init(object: PixelMask(height: height, width: width, boxes: visible.map(\.box)), boxes: visible)
  }
}
