import Datasets
import Foundation

/// `csv: {file, root, path, label, delimiter, classes}`.
enum TableFormat: DataFormat {
  static let key = "csv"

  static func source(
    _ value: YAMLValue, beside keys: inout YAMLMapping, folder base: URL
  ) throws(JobFileError) -> DataSettings.Source {
    var own = try value.mapping()
    let table = ImageTable(
      file: try own.required("file").path(relativeTo: base),
      root: try own.optional("root")?.path(relativeTo: base),
      pathColumn: try own.optional("path")?.string() ?? "path",
      labelColumn: try own.optional("label")?.string(),
      delimiter: try own.optional("delimiter")?.string() ?? ",",
      classes: try own.optional("classes")?.path(relativeTo: base))
    try own.finish()
    guard table.delimiter.count == 1 else { throw value.error("delimiter must be one character") }
    return .images(table)
  }
}
