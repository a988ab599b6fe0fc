import Foundation
import ImageCodecs
import Saliency
import Storing

/// What a report is to contain, and what it cannot read from the records.
public struct ReportOptions: Sendable {
  /// How many items get an overlay file.
  public enum Overlays: Sendable, Equatable {
    case first(Int)
    case all
  }

  /// How many items the run is to cover, and whether a sweep is still at it.
  public struct Coverage: Sendable, Equatable {
    public var expected: Int
    public var isRunning: Bool
    /// When the items were read.
    public var time: Date

    public init(expected: Int, isRunning: Bool, time: Date) {
      self.expected = expected
      self.isRunning = isRunning
      self.time = time
    }
  }

  /// The report's heading: usually the job's name.
  public var title: String
  /// Name of each class by index; classes beyond are called by their number.
  public var classNames: [String]
  public var overlays: Overlays
  /// Items in the report's gallery, outliers included.
  public var galleryLimit: Int
  /// Bytes the gallery's images may take in the page.
  public var galleryBytes: Int
  /// Draws of the bootstrap intervals.
  public var resamples = 1000
  /// The job file, shown as it was.
  public var jobText: String?
  /// Settings, versions, fingerprints, hosts: shown as a table to reproduce the run.
  public var settings: [(name: String, value: String)]
  /// How the run's methods, maps and scores are called and ordered.
  public var glossary: Glossary
  /// The values that the network gets, where they are known.
  public var inputRange: InputRange?
  /// Says at the top of the page what is missing; nil says nothing.
  public var coverage: Coverage?
  /// An image as people see it with everything hidden as the model saw hidden parts; nil stands for mid-grey.
  public var hidden: (@Sendable (RasterImage) -> RasterImage)?

  public init(
    title: String, classNames: [String] = [], overlays: Overlays = .first(24), galleryLimit: Int = 96,
    galleryBytes: Int = 13_000_000, jobText: String? = nil, settings: [(name: String, value: String)] = [],
    glossary: Glossary = Glossary(), inputRange: InputRange? = nil, coverage: Coverage? = nil,
    hidden: (@Sendable (RasterImage) -> RasterImage)? = nil
  ) {
    self.title = title
    self.classNames = classNames
    self.overlays = overlays
    self.galleryLimit = galleryLimit
    self.galleryBytes = galleryBytes
    self.jobText = jobText
    self.settings = settings
    self.glossary = glossary
    self.inputRange = inputRange
    self.coverage = coverage
    self.hidden = hidden
  }

  func className(_ index: Int?) -> String {
    guard let index else { return "–" }
    return classNames.indices.contains(index) && !classNames[index].isEmpty ? classNames[index] : "class \(index)"
  }
}
