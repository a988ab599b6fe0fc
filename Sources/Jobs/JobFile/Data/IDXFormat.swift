import Datasets
import Foundation

/// `idx: {images, labels}`.
enum IDXFormat: DataFormat {
  static let key = "idx"

  static func source(
    _ value: YAMLValue, beside keys: inout YAMLMapping, folder base: URL
  ) throws(JobFileError) -> DataSettings.Source {
    var own = try value.mapping()
    let files = IDXFiles(
      images: try own.required("images").path(relativeTo: base),
      labels: try own.optional("labels")?.path(relativeTo: base))
    try own.finish()
    return .images(files)
  }
}
