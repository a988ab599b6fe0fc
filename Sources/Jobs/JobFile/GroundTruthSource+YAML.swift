import Datasets
import Foundation

extension GroundTruthSource {
  /// Exactly one of `masks` (a folder of label-map PNGs), `boxes` (a folder of PASCAL VOC XML files) and `box-table` (a CSV
  /// file).
  init(_ value: YAMLValue, folder base: URL) throws(JobFileError) {
    var keys = try value.mapping()
    if let masks = keys.optional("masks") {
      self = .labelMaps(LabelMapFolder(root: try masks.path(relativeTo: base)))
    } else if let boxes = keys.optional("boxes") {
      self = .boxFiles(
        BoxFolder(
          root: try boxes.path(relativeTo: base), classes: try keys.optional("classes")?.path(relativeTo: base)))
    } else {
      self = .boxTable(BoxTable(file: try keys.required("box-table").path(relativeTo: base)))
    }
    try keys.finish()
  }
}
