import Saliency

/// The square windows of a map from the most to the least important, by the sum of the map on them; equal ones keep their
/// reading order.
struct RankedWindows {
  /// The pixels of each.
  private let members: [[Int]]

  init(_ map: SaliencyMap, side: Int) {
    let grid = WindowGrid(height: map.height, width: map.width, window: side)
    var sums = [Double](repeating: 0, count: grid.count)
    var members = [[Int]](repeating: [], count: grid.count)
    for (pixel, value) in map.values.enumerated() {
      let window = grid.index(y: pixel / map.width, x: pixel % map.width)
      sums[window] += Double(value)
      members[window].append(pixel)
    }
    self.members = sums.indices.sorted { (sums[$1], $0) < (sums[$0], $1) }.map { members[$0] }
  }

  /// All their pixels, one window after the other.
  func pixels() -> [Int] { members.flatMap(\.self) }

  /// How many pixels the first 0, 1, 2 ... windows have.
  func ends() -> [Int] { members.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) } }
}
