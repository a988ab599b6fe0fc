import Foundation

/// A kind of data set in a job file.
///
/// To add one: the source itself in `Datasets`, a file in this folder with a conforming type, and a line in
/// ``DataFormats``.
protocol DataFormat: Sendable {
  /// The key in `data` that says a data set is of this kind.
  static var key: String { get }

  /// - Parameters:
  ///   - value: what stands behind the key.
  ///   - keys: the `data` mapping, for formats with further keys beside their own.
  ///   - folder: where relative paths start.
  static func source(
    _ value: YAMLValue, beside keys: inout YAMLMapping, folder: URL
  ) throws(JobFileError) -> DataSettings.Source
}

/// The kinds of data that a job file may name, a line each.
enum DataFormats {
  static let all: [any DataFormat.Type] = [
    FolderFormat.self,
    TableFormat.self,
    IDXFormat.self,
    ShardsFormat.self,
    ImageNetFormat.self,
    TextFormat.self,
  ]
}
