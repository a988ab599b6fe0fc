import ImageCodecs
import Storing

/// Reads the images to be displayed and counts those that cannot be read: a moved data set must not cost the report.
final class DisplayImages {
  private let read: ReportWriter.DisplayImage
  private var failed = 0
  private var firstReason = ""

  init(_ read: @escaping ReportWriter.DisplayImage) { self.read = read }

  func image(of record: ItemRecord) -> RasterImage? {
    do { return try read(record) } catch {
      if failed == 0 { firstReason = "\(record.id): \(error)" }
      failed += 1
      return nil
    }
  }

  /// A sentence for the user, nil when all could be read.
  var problem: String? {
    failed == 0 ? nil : "\(failed) images could not be read for display; the first: \(firstReason)"
  }
}
