import Datasets
import Foundation

/// `imagenet: {root, labels, synsets, classes}`.
enum ImageNetFormat: DataFormat {
  static let key = "imagenet"

  static func source(
    _ value: YAMLValue, beside keys: inout YAMLMapping, folder base: URL
  ) throws(JobFileError) -> DataSettings.Source {
    var own = try value.mapping()
    let validation = ImageNetValidation(
      root: try own.required("root").path(relativeTo: base),
      groundTruth: try own.required("labels").path(relativeTo: base),
      classes: try own.optional("classes")?.path(relativeTo: base),
      numbering: try own.optional("synsets").map { value throws(JobFileError) in
        .ilsvrc(synsets: try value.path(relativeTo: base))
      } ?? .label)
    try own.finish()
    return .images(validation)
  }
}
