import MaskSolving
import Saliency

/// The parts of an input that are shown or hidden as wholes: windows, regions or words.
public struct UnitPartition: Sendable, Equatable {
  /// The unit of each position, row-major; -1 for a position that is always shown.
  public let labels: [Int32]
  /// Positions of each unit.
  public let sizes: [Int]

  public var count: Int { sizes.count }

  /// - Precondition: labels are below `count`.
  public init(labels: [Int32], count: Int) {
    var sizes = [Int](repeating: 0, count: count)
    for label in labels where label >= 0 { sizes[Int(label)] += 1 }
    self.labels = labels
    self.sizes = sizes
  }

  public init(_ grid: WindowGrid) {
    self.init(labels: grid.spread((0..<grid.count).map(Int32.init)), count: grid.count)
  }

  public init(_ regions: RegionSet) {
    self.init(labels: regions.labels, count: regions.regions.count)
  }

  func costs(_ objective: MaskObjective) -> [Int] {
    objective == .pixels ? sizes : [Int](repeating: 1, count: count)
  }

  /// A value for each unit: the sum of a map over its positions.
  func sums(of map: [Float]) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    for (label, value) in zip(labels, map) where label >= 0 { sums[Int(label)] += Double(value) }
    return sums
  }

  /// Repeats each unit's value over its positions; positions of no unit get `rest`.
  public func spread<Value>(_ values: [Value], rest: Value) -> [Value] {
    labels.map { $0 < 0 ? rest : values[Int($0)] }
  }

  /// The units by the sums of a map, the largest first; of equal ones the first.
  public func order(by map: [Float]) -> [Int] {
    let sums = sums(of: map)
    return (0..<count).sorted { (sums[$1], $0) < (sums[$0], $1) }
  }

  /// The units by how far their middle is from the centre of the image, as squares around it count: a centred square that
  /// grows.
  public func orderFromCentre(height: Int, width: Int) -> [Int] {
    var (rows, columns) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    for (position, label) in labels.enumerated() where label >= 0 {
      rows[Int(label)] += Double(position / width)
      columns[Int(label)] += Double(position % width)
    }
    let distances = (0..<count).map { unit in
      let size = Double(max(1, sizes[unit]))
      let y = abs(rows[unit] / size - Double(height - 1) / 2) / Double(height)
      let x = abs(columns[unit] / size - Double(width - 1) / 2) / Double(width)
      // Of a ring the sides come before the corners.
      return max(x, y) + 1e-3 * (x + y)
    }
    return (0..<count).sorted { (distances[$0], $0) < (distances[$1], $1) }
  }

  /// The units by the mean of their places in several orders.
  public func meanOrder(of orders: [[Int]]) -> [Int] {
    var places = [Int](repeating: 0, count: count)
    for order in orders {
      for (place, unit) in order.enumerated() { places[unit] += place }
    }
    return (0..<count).sorted { (places[$0], $0) < (places[$1], $1) }
  }
}
