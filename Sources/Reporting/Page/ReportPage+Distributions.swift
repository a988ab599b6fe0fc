import Foundation
import ImageCodecs
import Scoring

extension ReportPage {
  var distributionsContext: Any? {
    let charts = [areaChart, objectChart, probabilityChart, componentsChart].compactMap(\.self)
    guard !charts.isEmpty else { return nil }
    let means = meanPictures
    let numbers = numberRows
    let contrast = contrastRows
    return [
      "charts": charts, "means": means, "hasMeans": !means.isEmpty, "numbers": numbers,
      "hasNumbers": !numbers.isEmpty, "contrast": contrast, "hasContrast": !contrast.isEmpty,
      "errors": Self.present(errorPredictionContext),
    ] as [String: Any]
  }

  static func chart(_ title: String, _ svg: String?, note: String? = nil) -> [String: Any]? {
    svg.map { ["title": title, "svg": $0, "note": present(note)] }
  }

  /// Both groups where both are large enough to be drawn, else all together.
  private func rightAndWrong(_ value: (GroupStatistics) -> Distribution) -> [(name: String, values: Distribution)] {
    let (right, wrong) = (value(statistics.right), value(statistics.wrong))
    return right.count >= 5 && wrong.count >= 5
      ? [("right", right), ("wrong", wrong)] : [("all", value(statistics.overall))]
  }

  var isAboutSentences: Bool { statistics.isAboutSentences }
  private var areaName: String { isAboutSentences ? "Kept share of the words" : "Kept area" }

  private var areaChart: [String: Any]? {
    let series = rightAndWrong(\.area)
    let svg = Histogram(
      title: "Kept area", axisLabel: "share of the \(isAboutSentences ? "words" : "image") kept", series: series,
      format: { NumberText.percentTick($0) }, asShares: series.count > 1
    ).svg
    return Self.chart(
      "How much of the \(isAboutSentences ? "sentence" : "image") is kept", svg,
      note: series.count > 1 ? "Right and wrong predictions, as shares of each; dashed: medians." : nil)
  }

  private var objectChart: [String: Any]? {
    let series = rightAndWrong(\.maskOnObject)
    guard let chance = statistics.overall.objectShare.mean else { return nil }
    return Self.chart(
      "How much of it lies on the object",
      Histogram(
        title: "On the object", axisLabel: "share of the mask on the true object", series: series, range: 0...1,
        format: { NumberText.percentTick($0) }, asShares: series.count > 1
      ).svg, note: "By chance it would be \(NumberText.percent(chance)), the object's mean share of the image.")
  }

  private var probabilityChart: [String: Any]? {
    let series = rightAndWrong(\.probability)
    let svg = Histogram(
      title: "Probability", axisLabel: "probability of the explained class", series: series,
      written: { NumberText.probability($0) }, asShares: series.count > 1
    ).svg
    return Self.chart("How sure the model is", svg)
  }

  private var componentsChart: [String: Any]? {
    Self.chart(
      "How many pieces a mask has",
      Histogram(
        title: "Pieces",
        axisLabel: "groups of \(isAboutSentences ? "neighbouring kept words" : "kept windows that touch")",
        series: [("all", statistics.overall.components)]
      ).svg)
  }

  private var meanPictures: [[String: Any]] {
    let overall = statistics.overall
    var pictures: [(String, UnitGrid, String)] = []
    if overall.masks.count > 0 {
      pictures.append(
        (
          "Mean mask", overall.masks,
          "How often each place is kept, over \(NumberText.count(overall.masks.count)) masks."
        ))
    }
    if overall.maps.count > 0 {
      pictures.append(("Mean map", overall.maps, "Mean of the maps, each divided by its largest value."))
    }
    if statistics.wrong.masks.count >= 5 {
      pictures.append(
        (
          "Mean mask, wrong", statistics.wrong.masks,
          "Over \(NumberText.count(statistics.wrong.masks.count)) wrong predictions."
        ))
    }
    let card = gallery.cards.first
    return pictures.compactMap { title, grid, note in
      guard let image = try? DataURI.png(Self.picture(grid)) else { return nil }
      let top = grid.means.max() ?? 0
      return [
        "title": title, "image": image, "note": note, "alt": "\(title): brightest \(NumberText.percent(top))",
        "aspect": card.map { "\($0.width)/\($0.height)" } ?? "1/1", "top": NumberText.percent(top),
        "gradient": Self.gradient,
      ]
    }
  }

  /// Brightest is the grid's own highest mean: small masks never reach 1.
  static func picture(_ grid: UnitGrid) -> RasterImage {
    let means = grid.means
    let top = means.max() ?? 0
    return ColourMap.picture(
      height: grid.side, width: grid.side, values: means.map { top > 0 ? $0 / top : 0 })
  }

  private static let gradient: String = {
    let stops = (0...6).map { step in
      let (r, g, b) = ColourMap.colour(Double(step) / 6)
      return "rgb(\(r),\(g),\(b))"
    }
    return "linear-gradient(90deg,\(stops.joined(separator: ",")))"
  }()

  private var numberRows: [[String: Any]] {
    let overall = statistics.overall
    let measures: [(String, Distribution, (Double?) -> String)] = [
      (areaName, overall.area, NumberText.percent), ("Pieces", overall.components, NumberText.short),
      ("Kept share of the border (outer tenth)", overall.borderShare, NumberText.percent),
      ("Kept share of the middle (half the height and width)", overall.centreShare, NumberText.percent),
      ("Share of the mask on the true object", overall.maskOnObject, NumberText.percent),
      ("Kept share of the true object", overall.objectKept, NumberText.percent),
      ("Share of the image that is object", overall.objectShare, NumberText.percent),
      ("Probability of the explained class", overall.probability, NumberText.probability),
    ]
    return measures.filter { $0.1.count > 0 }.map { name, values, write in
      [
        "name": name, "count": values.count, "mean": write(values.mean), "q05": write(values.quantile(0.05)),
        "q25": write(values.quantile(0.25)), "q50": write(values.median), "q75": write(values.quantile(0.75)),
        "q95": write(values.quantile(0.95)),
      ]
    }
  }

  private var contrastRows: [[String: Any]] {
    guard statistics.right.count >= 3, statistics.wrong.count >= 3 else { return [] }
    let measures: [(String, (GroupStatistics) -> Distribution, (Double?) -> String)] = [
      (areaName, { $0.area }, NumberText.percent), ("Pieces", { $0.components }, NumberText.short),
      ("Kept share of the border", { $0.borderShare }, NumberText.percent),
      ("Kept share of the middle", { $0.centreShare }, NumberText.percent),
      ("Share of the mask on the true object", { $0.maskOnObject }, NumberText.percent),
      ("Probability", { $0.probability }, NumberText.short),
    ]
    return measures.compactMap { name, value, write in
      let (right, wrong) = (value(statistics.right), value(statistics.wrong))
      guard let r = right.mean, let w = wrong.mean, let dr = right.deviation, let dw = wrong.deviation else {
        return nil
      }
      let error = (dr * dr / Double(right.count) + dw * dw / Double(wrong.count)).squareRoot()
      return [
        "name": name, "right": write(r), "wrong": write(w), "difference": write(w - r),
        "interval": "\(write(w - r - 1.96 * error)) to \(write(w - r + 1.96 * error))",
      ]
    }
  }
}
