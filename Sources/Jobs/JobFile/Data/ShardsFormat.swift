import Datasets
import Foundation

/// `tar: {root, files, label, classes}`.
enum ShardsFormat: DataFormat {
  static let key = "tar"

  static func source(
    _ value: YAMLValue, beside keys: inout YAMLMapping, folder base: URL
  ) throws(JobFileError) -> DataSettings.Source {
    var own = try value.mapping()
    var files: [String]?
    if let value = own.optional("files") {
      files = []
      for file in value.isList ? try value.list() : [value] { files?.append(try file.string()) }
    }
    let shards = TarShards(
      root: try own.required("root").path(relativeTo: base), files: files,
      labelExtension: try own.optional("label")?.string() ?? "cls",
      classes: try own.optional("classes")?.path(relativeTo: base))
    try own.finish()
    return .images(shards)
  }
}
