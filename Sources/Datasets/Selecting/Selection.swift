import Foundation
import ImageCodecs
import Reproducibility

/// A part of a data set: each condition narrows what the ones before it leave.
public struct Selection: Sendable, Codable, Equatable {
  /// Only items with one of these labels.
  public var labels: [Int]?
  /// A file of item names, one a line: only these. The order stays the data set's.
  public var list: String?
  /// A random part.
  public var sample: Sample?
  /// One of several equal parts, for job arrays.
  public var shard: Shard?

  /// A random part that depends on nothing but the seed and the items' numbers. A larger sample with the same seed
  /// contains the smaller one.
  public struct Sample: Sendable, Codable, Equatable {
    public var count: Int
    public var seed: UInt64
    /// `count` of every class instead of `count` in all.
    public var perClass: Bool

    public init(count: Int, seed: UInt64 = 0, perClass: Bool = false) {
      self.count = count
      self.seed = seed
      self.perClass = perClass
    }
  }

  /// Every `count`-th item from `index` on: so each part holds all classes.
  public struct Shard: Sendable, Codable, Equatable {
    /// From 0 to `count - 1`.
    public var index: Int
    public var count: Int

    /// - Precondition: `0 <= index < count`.
    public init(index: Int, count: Int) {
      precondition((0..<count).contains(index))
      self.index = index
      self.count = count
    }

    /// Reads `i/n` with i from 1 to n, as in `--shard 3/8`; nil if it is not of this form.
    public init?(parsing text: String) {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]),
        (1...max(1, count)).contains(number),
        count >= 1
      else { return nil }
      self.init(index: number - 1, count: count)
    }
  }

  public init(labels: [Int]? = nil, list: String? = nil, sample: Sample? = nil, shard: Shard? = nil) {
    self.labels = labels
    self.list = list
    self.sample = sample
    self.shard = shard
  }

  /// True if nothing is left out.
  public var isEverything: Bool { self == Selection() }
}

/// A part of another data set. Items keep their `index` in the whole.
public struct SubsetDataset: Dataset {
  /// The whole.
  public let base: any Dataset
  /// Positions in the whole, ascending.
  public let positions: [UInt32]

  public var count: Int { positions.count }
  public var classNames: [String] { base.classNames }

  public func item(_ position: Int) throws(DatasetError) -> DatasetItem { try base.item(Int(positions[position])) }

  public func image(of item: DatasetItem) throws(DatasetError) -> RasterImage { try base.image(of: item) }
}

extension Dataset {
  /// The part that `selection` names.
  ///
  /// - Parameter url: relative paths of the selection start here.
  /// - Throws: if a name of the list is not in the data set, or nothing is left.
  public func selecting(_ selection: Selection, relativeTo url: URL) throws(DatasetError) -> any Dataset {
    if selection.isEverything { return self }
    return SubsetDataset(base: self, positions: try positions(of: selection, relativeTo: url))
  }
}

extension ItemCollection {
  /// Positions of the items that `selection` names, ascending.
  ///
  /// - Parameter url: relative paths of the selection start here.
  /// - Throws: if a name of the list is not in the data set, or nothing is left.
  public func positions(of selection: Selection, relativeTo url: URL) throws(DatasetError) -> [UInt32] {
    precondition(count <= UInt32.max)
    var positions: [UInt32] = []
    var labels: [Int32] = []
    let wantedLabels = selection.labels.map(Set.init)
    var wantedNames: Set<String>?
    if let list = selection.list { wantedNames = try Self.names(in: url.resolving(list)) }
    let keepsLabels = selection.sample?.perClass == true
    if wantedLabels == nil && wantedNames == nil && !keepsLabels {
      positions = Array(0..<UInt32(count))
    } else {
      var position: UInt32 = 0
      try forEachItem { item throws(DatasetError) in
        defer { position += 1 }
        if let wantedLabels, !(item.label.map(wantedLabels.contains) ?? false) { return }
        if wantedNames != nil, wantedNames?.remove(item.id) == nil { return }
        positions.append(position)
        if keepsLabels { labels.append(Int32(item.label ?? -1)) }
      }
    }
    // A name may also be missing because its label is not wanted.
    if let missing = wantedNames, let name = missing.min(), wantedLabels == nil {
      throw DatasetError(
        .invalid, url.resolving(selection.list ?? "").path,
        "\(missing.count) of the names are not in the data set, for instance \"\(name)\"")
    }
    if let sample = selection.sample { positions = sample.choose(from: positions, labels: labels) }
    if let shard = selection.shard {
      positions = stride(from: shard.index, to: positions.count, by: shard.count).map { positions[$0] }
    }
    guard !positions.isEmpty else { throw DatasetError(.invalid, "selection", "no item of the data set is left") }
    return positions
  }

  private static func names(in url: URL) throws(DatasetError) -> Set<String> {
    let text = String(decoding: try Data(readingAll: url), as: UTF8.self)
    return Set(text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }).subtracting([""]
    )
  }
}

extension Selection.Sample {
  /// The positions with the smallest hashes, ascending.
  fileprivate func choose(from positions: [UInt32], labels: [Int32]) -> [UInt32] {
    let order = positions.indices.map { (hash: Self.hash(seed, positions[$0]), index: $0) }.sorted { $0 < $1 }
    var taken: [Int32: Int] = [:]
    var chosen: [UInt32] = []
    for (_, index) in order {
      let group = perClass ? labels[index] : 0
      guard taken[group, default: 0] < count else { continue }
      taken[group, default: 0] += 1
      chosen.append(positions[index])
    }
    return chosen.sorted()
  }

  /// SplitMix64's output function (Steele, Lea, Flood 2014) over seed and position.
  private static func hash(_ seed: UInt64, _ position: UInt32) -> UInt64 {
    SplitMix64.mix(SplitMix64.mix(seed &+ 0x9e37_79b9_7f4a_7c15) &+ (UInt64(position) &+ 1) &* 0x9e37_79b9_7f4a_7c15)
  }
}
