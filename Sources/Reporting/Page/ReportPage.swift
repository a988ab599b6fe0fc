import Foundation
import Saliency
import Scoring
import Storing

/// Gathers what the templates show. Each section has its own file, `ReportPage+NAME.swift`.
struct ReportPage {
  let statistics: DatasetStatistics
  let options: ReportOptions
  let outliers: [OutlierList]
  let regularities: [Regularity]
  let comparison: MethodComparison
  let splits: MethodSplits
  let stability: [FillStability]
  let areaCurves: [AreaCurves]
  let errorPrediction: ErrorPrediction?
  let gallery: Gallery
  let variations: VariationStrips

  init(
    statistics: DatasetStatistics, options: ReportOptions, source: some ItemSource, images: DisplayImages
  ) throws {
    self.statistics = statistics
    self.options = options
    outliers = Outliers.lists(statistics)
    regularities = Regularities.find(statistics)
    gallery = try Gallery(
      statistics: statistics, outliers: outliers, options: options, source: source, images: images)
    variations = try VariationStrips(cards: gallery.cards, source: source, glossary: options.glossary)
    let bootstrap = Bootstrap(resamples: options.resamples)
    comparison = MethodComparison(
      statistics, leading: gallery.cards.first?.leadingName, glossary: options.glossary, bootstrap: bootstrap)
    splits = MethodSplits(comparison, bootstrap: bootstrap)
    stability = FillStability.all(comparison, bootstrap: bootstrap)
    areaCurves = AreaCurves.all(comparison, bootstrap: bootstrap)
    errorPrediction = ErrorPrediction(comparison.rows, name: options.glossary.name)
  }

  var glossary: Glossary { options.glossary }

  func html() throws -> String {
    var context: [String: Any] = [
      "title": options.title, "subtitle": subtitle, "banner": Self.present(banner),
      "footer": "Written by Winnow from the run's store. Every mask was checked in exact arithmetic before it was "
        + "stored; intervals are 95 % bootstrap intervals.",
    ]
    context.merge(answerContext) { $1 }
    context["enough"] = Self.present(enoughContext)
    context["distributions"] = distributionsContext
    context["methods"] = methodsContext
    context["words"] = Self.present(wordsContext)
    context["regions"] = regionsContext
    context["classTable"] = try classesContext()
    context["oddities"] = odditiesContext
    context["gallery"] = galleryContext
    context["variations"] = Self.present(variationsContext)
    context.merge(convergenceContext) { $1 }
    context.merge(reproduceContext) { $1 }
    let sections: [(String, String, Bool)] = [
      ("answer", "Answer", true), ("enough", "Enough", context["enough"] is [String: Any]),
      ("distributions", "Distributions", context["distributions"] is [String: Any]),
      ("methods", "Methods", context["methods"] is [String: Any]),
      ("words", "Words", context["words"] is [String: Any]),
      ("regions", "Regions", context["regions"] is [String: Any]),
      ("classes", "Classes", context["classTable"] is [String: Any]),
      ("oddities", "Worth a look", context["oddities"] is [String: Any]),
      ("images", "Gallery", context["gallery"] is [String: Any]),
      ("variations", "Variations", context["variations"] is [String: Any]), ("convergence", "Convergence", true),
      ("reproduce", "Reproduce", true),
    ]
    context["sections"] = sections.filter(\.2).map { ["id": $0.0, "name": $0.1] }
    return try Templates.render(.report, context)
  }

  /// What is missing; nil where every item has a record.
  var banner: String? {
    guard let coverage = options.coverage, coverage.isRunning || statistics.itemCount < coverage.expected else {
      return nil
    }
    let time = coverage.time.formatted(
      Date.ISO8601FormatStyle(dateTimeSeparator: .space).year().month().day()
        .time(includingFractionalSeconds: false))
    return "\(NumberText.count(statistics.itemCount)) of \(NumberText.items(coverage.expected)), "
      + (coverage.isRunning ? "still running" : "not finished") + ", as of \(time) UTC"
  }

  private var subtitle: String {
    let methods = comparison.subjects.isEmpty ? "" : ", \(comparison.subjects.count) maps and masks scored"
    let classes = statistics.classes.count
    return "\(NumberText.items(statistics.itemCount)), \(classes) class\(classes == 1 ? "" : "es")\(methods)"
  }

  /// Nil becomes an absent key, which a template's section skips.
  static func present(_ value: Any?) -> Any { value ?? false }
}
