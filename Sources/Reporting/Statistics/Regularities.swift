import Foundation
import Saliency
import Scoring

/// One region that masks of a class keep again and again, though masks of other classes do not: a watermark, a border,
/// a photographer's habit; or what the class really looks like.
struct Regularity: Sendable {
  /// Nil: in the whole data set.
  var group: Int?
  /// Share of the group's images that keep the region's cells (mean over the cells), and of all others.
  var share: Double
  var elsewhere: Double?
  var count: Int
  /// In cells of a `side` x `side` grid over the image.
  var box: PixelBox
  var side: Int

  /// In words: "top left corner".
  var place: String {
    let y = Double(box.top + box.bottom) / 2 / Double(side)
    let x = Double(box.left + box.right) / 2 / Double(side)
    let vertical = y < 1.0 / 3 ? "top" : y > 2.0 / 3 ? "bottom" : ""
    let horizontal = x < 1.0 / 3 ? "left" : x > 2.0 / 3 ? "right" : ""
    if vertical.isEmpty && horizontal.isEmpty { return "centre" }
    if vertical.isEmpty || horizontal.isEmpty { return vertical + horizontal + " side" }
    return "\(vertical) \(horizontal)"
  }
}

enum Regularities {
  static let minimumItems = 8

  /// A cell stands out when at least 60 % of the group keep it, three times as often as expected, and chance (binomial,
  /// Bonferroni over all cells and groups) would do so less than once in a thousand reports. Expected is the share of
  /// the other groups at the same place, or the group's own mean share of area where that is larger.
  static func find(_ statistics: DatasetStatistics) -> [Regularity] {
    let side = DatasetStatistics.classSide
    var total = UnitGrid(side: side)
    for group in statistics.classes.values { total.merge(group.masks) }
    var found: [Regularity] = []
    let groups = statistics.classes.filter { $0.value.masks.count >= minimumItems }
    let tests = Double(side * side * max(1, groups.count))
    for (group, statistics) in groups.sorted(by: { $0.key < $1.key }) {
      let means = statistics.masks.means
      let n = statistics.masks.count
      let others = total.count - n
      let elsewhere = means.indices.map { cell in
        others > 0 ? Double(total.sums[cell] - statistics.masks.sums[cell]) / 65536 / Double(others) : 0
      }
      let typical = means.reduce(0, +) / Double(means.count)
      let stands = means.indices.map { cell -> Bool in
        let expected = max(elsewhere[cell], typical, 0.001)
        guard means[cell] >= 0.6, means[cell] >= 3 * expected else { return false }
        return binomialTail(n, atLeast: Int((means[cell] * Double(n)).rounded(.down)), expected) * tests < 0.001
      }
      guard let cells = largestRegion(stands, side: side) else { continue }
      found.append(
        Regularity(
          group: group, share: mean(means, cells), elsewhere: others > 0 ? mean(elsewhere, cells) : nil, count: n,
          box: box(cells, side: side), side: side))
    }
    // The same place in nearly every image, whatever the class.
    if total.count >= 2 * minimumItems, statistics.classes.count > 1 {
      let means = total.means
      let typical = means.reduce(0, +) / Double(means.count)
      if let cells = largestRegion(means.map { $0 >= 0.6 && $0 >= 3 * max(typical, 0.001) }, side: side) {
        found.insert(
          Regularity(
            group: nil, share: mean(means, cells), elsewhere: nil, count: total.count,
            box: box(cells, side: side), side: side), at: 0)
      }
    }
    return found
  }

  private static func mean(_ values: [Double], _ cells: [Int]) -> Double {
    cells.reduce(0) { $0 + values[$1] } / Double(cells.count)
  }

  private static func box(_ cells: [Int], side: Int) -> PixelBox {
    let rows = cells.map { $0 / side }
    let columns = cells.map { $0 % side }
    return PixelBox(
      top: rows.min() ?? 0, left: columns.min() ?? 0, bottom: (rows.max() ?? 0) + 1, right: (columns.max() ?? 0) + 1)
  }

  private static func largestRegion(_ marked: [Bool], side: Int) -> [Int]? {
    var left = marked
    var largest: [Int] = []
    for start in marked.indices where left[start] {
      var region = [start]
      left[start] = false
      var next = 0
      while next < region.count {
        let (row, column) = (region[next] / side, region[next] % side)
        next += 1
        for (r, c) in [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
        where r >= 0 && r < side && c >= 0 && c < side && left[r * side + c] {
          left[r * side + c] = false
          region.append(r * side + c)
        }
      }
      if region.count > largest.count { largest = region }
    }
    return largest.isEmpty ? nil : largest
  }

  /// The chance of at least `k` successes in `n` trials of probability `p`.
  static func binomialTail(_ n: Int, atLeast k: Int, _ p: Double) -> Double {
    guard k > 0 else { return 1 }
    guard k <= n, p > 0 else { return 0 }
    guard p < 1 else { return 1 }
    var sum = 0.0
    for i in k...n {
      let choose = lgamma(Double(n + 1)) - lgamma(Double(i + 1)) - lgamma(Double(n - i + 1))
      sum += exp(choose + Double(i) * log(p) + Double(n - i) * log1p(-p))
    }
    return min(1, sum)
  }
}
