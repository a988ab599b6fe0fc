import Datasets
import Foundation

extension GroundTruthSource {
  /// Exactly one of `masks` (label-map PNGs), `boxes` (PASCAL VOC XML files) and `box-table` (a CSV file). Masks and boxes
  /// are in a folder, or members of tar shards.
  init(_ value: YAMLValue, folder base: URL) throws(JobFileError) {
    var keys = try value.mapping()
    let kinds = ["masks", "boxes", "box-table"].filter { keys.keys.contains($0) }
    guard kinds.count <= 1 else {
      throw value.error("ground-truth has \(kinds.joined(separator: " and ")); one of them says where the objects are")
    }
    if let masks = keys.optional("masks") {
      let (root, member) = try Self.place(masks, folder: base)
      var maps = LabelMapFolder(root: root, member: member)
      maps.object = try LabelMapFolder.ObjectLabels(keys.optional("object"))
      if let ignored = keys.optional("ignored") { maps.ignored = try Self.labels(ignored) }
      self = .labelMaps(maps)
    } else if let boxes = keys.optional("boxes") {
      let (root, member) = try Self.place(boxes, folder: base)
      self = .boxFiles(
        BoxFolder(
          root: root, member: member, classes: try keys.optional("classes")?.path(relativeTo: base)))
    } else {
      self = .boxTable(BoxTable(file: try keys.required("box-table").path(relativeTo: base)))
    }
    try keys.finish()
  }

  /// A folder, or `{member: ENDING}`.
  private static func place(
    _ value: YAMLValue, folder base: URL
  ) throws(JobFileError) -> (root: String, member: String?) {
    guard var keys = try? value.mapping() else { return (try value.path(relativeTo: base), nil) }
    let member = try keys.required("member").string()
    try keys.finish()
    return ("", member)
  }

  static func labels(_ value: YAMLValue) throws(JobFileError) -> [Int] {
    var labels: [Int] = []
    for label in try value.list() { labels.append(try label.int(in: 0...255)) }
    return labels
  }
}

extension LabelMapFolder.ObjectLabels {
  /// `any` (every value but 0), `class` (the item's own class, 0 being the background), `{class-plus: NUMBER}` (the same
  /// with classes numbered differently) or a list of values.
  init(_ value: YAMLValue?) throws(JobFileError) {
    guard let value else {
      self = .nonZero
      return
    }
    if var keys = try? value.mapping() {
      self = .itemLabel(plus: try keys.required("class-plus").int(in: -255...255))
      try keys.finish()
    } else if (try? value.list()) != nil {
      self = .values(try GroundTruthSource.labels(value))
    } else {
      switch try value.string() {
      case "any": self = .nonZero
      case "class": self = .itemLabel(plus: 1)
      default:
        throw value.error(
          "object is '\(try value.string())', but must be any, class, {class-plus: NUMBER} or a list of values")
      }
    }
  }
}
