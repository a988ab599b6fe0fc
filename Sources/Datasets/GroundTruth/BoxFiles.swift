import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// PASCAL VOC annotations beside the images: for `dog/1.jpg` the file `dog/1.xml` or `1.xml` in a folder of their own.
public struct BoxFolder: Sendable, Codable, Equatable {
  public var root: String
  /// In place of a folder: the ending of the file's member in the item's sample of tar shards, such as `xml`.
  public var member: String?
  /// Only objects of these names; nil for all.
  public var names: [String]?
  /// A file whose line n begins with the name of class n: only objects named as the item's own class count. (In
  /// ImageNet's files objects are named by wnid.)
  public var classes: String?

  public init(root: String = "", member: String? = nil, names: [String]? = nil, classes: String? = nil) {
    self.root = root
    self.member = member
    self.names = names
    self.classes = classes
  }
}

/// Reads boxes from PASCAL VOC's XML.
public struct BoxFileReader: GroundTruthReader {
  private let files: any AnnotationStore
  private let names: Set<String>?
  private let classes: ClassList?

  public init(
    _ source: BoxFolder, base: URL, limits: DatasetLimits = DatasetLimits(), of dataset: (any Dataset)? = nil
  ) throws(DatasetError) {
    var limits = limits
    limits.fileSize = min(limits.fileSize, 4 << 20)
    if let member = source.member {
      files = try AnnotationMembers(member, of: dataset)
    } else {
      files = try AnnotationFolder(base.resolving(source.root), fileExtension: "xml", limits: limits)
    }
    names = source.names.map(Set.init)
    if let file = source.classes { classes = try ClassList(contentsOf: base.resolving(file)) } else { classes = nil }
  }

  /// The boxes in the image's own coordinates; nil without a file.
  public func boxes(of item: DatasetItem, geometry: InputGeometry) throws(DatasetError) -> [AnnotatedBox]? {
    guard let (name, data) = try files.content(for: item) else { return nil }
    let annotation = try Annotation(parsing: data, name: name)
    return annotation.objects.filter { object in
      if let names, !names.contains(object.name) { return false }
      if let classes { return classes.label(of: object.name) == item.label && item.label != nil }
      return true
    }.map { object in
      // Some annotations were made on a copy of another size.
      guard let size = annotation.size else { return object }
      let x = Double(geometry.originalWidth) / size.width
      let y = Double(geometry.originalHeight) / size.height
      return AnnotatedBox(
        name: object.name,
        rectangle: Rectangle(
          left: object.rectangle.left * x, top: object.rectangle.top * y, right: object.rectangle.right * x,
          bottom: object.rectangle.bottom * y
        ))
    }
  }

  public func groundTruth(of item: DatasetItem, geometry: InputGeometry) throws(DatasetError) -> GroundTruth? {
    guard let boxes = try boxes(of: item, geometry: geometry) else { return nil }
    return GroundTruth(boxes: boxes, geometry: geometry)
  }
}

/// The part of an annotation that matters.
private struct Annotation {
  var objects: [AnnotatedBox] = []
  var size: (width: Double, height: Double)?

  init(parsing data: Data, name: String) throws(DatasetError) {
    let collector = Collector()
    let parser = XMLParser(data: data)
    parser.delegate = collector
    // On Linux the parser is content with text that is no XML at all: the root's end must have been seen.
    guard parser.parse(), collector.sawEnd else {
      throw DatasetError(.unreadable, "\(name):\(parser.lineNumber)", "not well-formed XML")
    }
    for fields in collector.objects {
      // VOC counts pixels from 1 and includes the last one.
      guard let xmin = fields["bndbox/xmin"].flatMap(Double.init),
        let ymin = fields["bndbox/ymin"].flatMap(Double.init),
        let xmax = fields["bndbox/xmax"].flatMap(Double.init), let ymax = fields["bndbox/ymax"].flatMap(Double.init),
        xmin <= xmax, ymin <= ymax, [xmin, ymin, xmax, ymax].allSatisfy(\.isFinite)
      else { throw DatasetError(.invalid, name, "an object without a proper bndbox") }
      objects.append(
        AnnotatedBox(
          name: fields["name"] ?? "", rectangle: Rectangle(left: xmin - 1, top: ymin - 1, right: xmax, bottom: ymax)))
    }
    if let width = collector.top["size/width"].flatMap(Double.init), width >= 1,
      let height = collector.top["size/height"].flatMap(Double.init), height >= 1
    {
      size = (width, height)
    }
  }

  private final class Collector: NSObject, XMLParserDelegate {
    var objects: [[String: String]] = []
    var top: [String: String] = [:]
    var sawEnd = false
    private var path: [String] = []
    private var text = ""

    func parser(
      _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      path.append(element)
      text = ""
      if path.count == 2 && element == "object" { objects.append([:]) }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(
      _ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?
    ) {
      let value = text.trimmingCharacters(in: .whitespacesAndNewlines)
      if path.count > 2 && path[1] == "object" && !objects.isEmpty {
        // An object's parts (a person's head) have boxes too: they lie one level deeper and have other keys.
        objects[objects.count - 1][path[2...].joined(separator: "/")] = value
      } else if path.count > 1 {
        top[path[1...].joined(separator: "/")] = value
      }
      path.removeLast()
      if path.isEmpty { sawEnd = true }
      text = ""
    }
  }
}
