/// A box of pixels and what an annotation calls its content; empty where it has no name.
public struct NamedBox: Sendable, Equatable {
  public var name: String
  public var box: PixelBox

  public init(name: String, box: PixelBox) {
    self.name = name
    self.box = box
  }
}
