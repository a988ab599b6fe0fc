import ImageCodecs

/// One entry of a data set.
public struct DatasetItem: Sendable, Codable, Equatable {
  /// Position in the whole data set, from 0; a subset's items keep it.
  public var index: Int
  /// Stable name: the path relative to the data set's root, `archive.tar/member`, or `#123`.
  public var id: String
  /// Ground-truth class, where the data set knows it.
  public var label: Int?

  public init(index: Int, id: String, label: Int?) {
    self.index = index
    self.id = id
    self.label = label
  }
}

/// An ordered collection of labelled items. May be used from several threads at once.
public protocol ItemCollection: Sendable {
  /// Number of items.
  var count: Int { get }

  /// The item at `position`, from 0 to `count - 1`; its `index` equals `position` unless this is a subset.
  func item(_ position: Int) throws(DatasetError) -> DatasetItem

  /// Names of the classes in the order of their labels; empty where the source knows none.
  var classNames: [String] { get }

  /// Calls `body` with every item, in order: quicker than asking for one after the other.
  func forEachItem(_ body: (DatasetItem) throws(DatasetError) -> Void) throws(DatasetError)
}

extension ItemCollection {
  public var classNames: [String] { [] }

  public func forEachItem(_ body: (DatasetItem) throws(DatasetError) -> Void) throws(DatasetError) {
    for position in 0..<count { try body(try item(position)) }
  }
}

/// A collection of images.
public protocol Dataset: ItemCollection {
  /// Reads and decodes the image of an item of this data set.
  func image(of item: DatasetItem) throws(DatasetError) -> RasterImage
}
