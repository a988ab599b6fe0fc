import Foundation
import Scoring

/// The charts of a run that papers show: every score over the methods, area curves, and how the masks' areas are
/// spread.
struct PaperFigures {
  struct Figure {
    /// The file's name without an ending.
    var name: String
    var title: String
    var drawing: Drawing
  }

  let all: [Figure]

  init(_ comparison: MethodComparison, _ statistics: DatasetStatistics, _ curves: [AreaCurves]) {
    var figures: [Figure] = []
    func add(_ name: String, _ chart: (some Chart)?) {
      guard let chart, let drawing = chart.drawing else { return }
      figures.append(Figure(name: Self.fileName(name), title: chart.title, drawing: drawing))
    }
    for score in comparison.scores { add("score-\(score)", comparison.plot(of: score)) }
    for curve in curves { add("shown-\(curve.fill)", comparison.plot(of: curve)) }
    let groups = [("right", statistics.right.area), ("wrong", statistics.wrong.area)]
    let hasBoth = groups.allSatisfy { $0.1.count >= 5 }
    add(
      "area",
      Histogram(
        title: "Kept area", axisLabel: "share kept", series: hasBoth ? groups : [("all", statistics.overall.area)],
        format: { NumberText.percentTick($0) }, asShares: hasBoth))
    all = figures
  }

  /// Letters, digits and signs that any file system and LaTeX take.
  private static func fileName(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "-" })
  }
}
