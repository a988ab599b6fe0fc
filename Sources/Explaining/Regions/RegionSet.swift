/// A partition of an input's positions into regions that are kept or replaced as wholes, and named groups of them.
///
/// A position is a pixel (shared by all channels) or a token. Positions of no region are never perturbed. Sets of pixels
/// that overlap are stored as their atoms, each set being a group: see ``init(atomsOf:extent:rest:)``.
public struct RegionSet: Sendable, Equatable {
  /// What the positions are.
  public enum Extent: Sendable, Equatable {
    case image(height: Int, width: Int)
    /// Token ids of a sentence: they can be replaced but not blended.
    case tokens(Int)

    public var positions: Int {
      switch self {
      case .image(let height, let width): height * width
      case .tokens(let count): count
      }
    }
  }

  /// A named region.
  public struct Region: Sendable, Equatable {
    public var name: String
    /// Number of its positions, at least 1.
    public var positions: Int
  }

  public let extent: Extent
  /// For each position, row-major, the index of its region, or -1.
  public let labels: [Int32]
  public let regions: [Region]
  public private(set) var groups: [RegionGroup] = []

  /// A partition from a label per position.
  ///
  /// - Parameters:
  ///   - labels: index into `names`, or a negative number for a position that is never perturbed.
  ///   - names: of the regions; those without a position are dropped.
  public init(extent: Extent, labels: [Int], names: [String]) throws(RegionError) {
    guard labels.count == extent.positions else {
      throw .shape("\(labels.count) labels were given for \(extent.positions) positions")
    }
    var counts = [Int](repeating: 0, count: names.count)
    for label in labels where label >= 0 {
      guard label < names.count else {
        throw .shape("label \(label) has no name: there are names for 0 through \(names.count - 1)")
      }
      counts[label] += 1
    }
    var compact = [Int32](repeating: -1, count: names.count)
    var regions: [Region] = []
    for (label, count) in counts.enumerated() where count > 0 {
      compact[label] = Int32(regions.count)
      regions.append(Region(name: names[label], positions: count))
    }
    guard !regions.isEmpty else { throw .empty }
    if let name = Self.firstDuplicate(regions.map(\.name)) { throw .duplicateName(name) }
    self.extent = extent
    self.labels = labels.map { $0 < 0 ? -1 : compact[$0] }
    self.regions = regions
  }

  /// A label map, for example a segmentation mask: one region per distinct value.
  ///
  /// - Parameters:
  ///   - values: a value per position.
  ///   - names: of the values; a value without a name is called by its number.
  ///   - kept: values that are never perturbed, such as a void label.
  public init(
    labelMap values: [Int], extent: Extent, names: [Int: String] = [:], kept: Set<Int> = []
  ) throws(RegionError) {
    let distinct = Set(values).subtracting(kept).sorted()
    let indices = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
    try self.init(
      extent: extent, labels: values.map { indices[$0] ?? -1 }, names: distinct.map { names[$0] ?? String($0) })
  }

  /// A family of sets that may overlap: the regions are its atoms (positions that lie in the same sets), and each set
  /// becomes a group.
  ///
  /// - Parameters:
  ///   - sets: names and membership of every position.
  ///   - rest: name of the region of positions in no set; nil keeps them unperturbed.
  public init(atomsOf sets: [(name: String, members: [Bool])], extent: Extent, rest: String?) throws(RegionError) {
    for set in sets where set.members.count != extent.positions {
      throw .shape("the set \(set.name) has \(set.members.count) positions instead of \(extent.positions)")
    }
    if let name = Self.firstDuplicate(sets.map(\.name)) { throw .duplicateName(name) }
    var atoms: [[Int]: Int] = [:]
    var names: [String] = []
    var contents: [[Int]] = []
    var labels = [Int](repeating: -1, count: extent.positions)
    for position in labels.indices {
      let key = sets.indices.filter { sets[$0].members[position] }
      if key.isEmpty, rest == nil { continue }
      if atoms[key] == nil {
        atoms[key] = names.count
        names.append(key.isEmpty ? rest! : key.map { sets[$0].name }.joined(separator: " & "))
        contents.append(key)
      }
      labels[position] = atoms[key]!
    }
    try self.init(extent: extent, labels: labels, names: names)
    // A set that is one atom needs no group if the region has its name already.
    for (index, set) in sets.enumerated() {
      let members = contents.indices.filter { contents[$0].contains(index) }
      guard let first = members.first, members.count > 1 || names[first] != set.name else { continue }
      try add(RegionGroup(name: set.name, regions: members))
    }
  }

  /// Adds a group of regions.
  public mutating func add(_ group: RegionGroup) throws(RegionError) {
    guard !group.regions.isEmpty else { throw .emptyGroup(group.name) }
    guard group.regions.allSatisfy(regions.indices.contains) else {
      throw .shape("the group \(group.name) names a region that does not exist")
    }
    guard !groups.contains(where: { $0.name == group.name }) else { throw .duplicateName(group.name) }
    groups.append(RegionGroup(name: group.name, regions: Set(group.regions).sorted()))
  }

  /// Indices of the regions of a group, or of a region, by name. The group goes first: of overlapping sets, the region
  /// that bears a set's name is only the part that no other set shares.
  public func indices(named name: String) -> [Int]? {
    groups.first { $0.name == name }?.regions ?? regions.firstIndex { $0.name == name }.map { [$0] }
  }

  private static func firstDuplicate(_ names: [String]) -> String? {
    var seen: Set<String> = []
    return names.first { !seen.insert($0).inserted }
  }
}

/// A named group of regions; groups may overlap and contain each other.
public struct RegionGroup: Sendable, Equatable {
  public var name: String
  /// Indices of regions, ascending.
  public var regions: [Int]

  public init(name: String, regions: [Int]) {
    self.name = name
    self.regions = regions
  }
}

/// Why regions could not be made.
public enum RegionError: Error, Equatable, CustomStringConvertible {
  case shape(_ what: String)
  case empty
  case emptyGroup(String)
  case duplicateName(String)
  case invalidSetting(_ name: String, _ value: String, _ expected: String)

  public var description: String {
    switch self {
    case .shape(let what): what
    case .empty: "there is no region: every position is left out"
    case .emptyGroup(let name):
      "the group \(name) holds no region; use finer regions, or membership: split to cut regions at its border"
    case .duplicateName(let name): "two regions or groups are called \(name)"
    case .invalidSetting(let name, let value, let expected): "\(name) is \(value), but must be \(expected)"
    }
  }
}
