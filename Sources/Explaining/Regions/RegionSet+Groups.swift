/// How a group that is drawn on the image picks its regions.
public enum GroupMembership: String, Sendable, Codable, CaseIterable {
  /// A region belongs to the group if more than half of it lies inside.
  case majority
  /// Regions are cut at the group's border, so that the group is exact.
  case split
}

/// Groups that need no annotation, only the image's size.
public enum StandardGroup: String, Sendable, Codable, CaseIterable {
  /// A frame of a given share of the shorter side.
  case border
  /// All but the frame.
  case centre = "center"
  case upperHalf = "upper-half"
  case lowerHalf = "lower-half"
  case leftHalf = "left-half"
  case rightHalf = "right-half"

  /// Membership of the pixels of an image.
  ///
  /// - Parameter frame: width of the border as a share of the shorter side, in (0, 0.5).
  public func members(height: Int, width: Int, frame: Double = 0.125) -> [Bool] {
    let margin = max(1, Int((Double(min(height, width)) * frame).rounded()))
    var members: [Bool] = []
    members.reserveCapacity(height * width)
    for y in 0..<height {
      for x in 0..<width {
        let inner = min(y, height - 1 - y, x, width - 1 - x) >= margin
        let member =
          switch self {
          case .border: !inner
          case .centre: inner
          case .upperHalf: 2 * y + 1 < height
          case .lowerHalf: 2 * y + 1 >= height
          case .leftHalf: 2 * x + 1 < width
          case .rightHalf: 2 * x + 1 >= width
          }
        members.append(member)
      }
    }
    return members
  }
}

extension RegionSet {
  /// Adds a group that is drawn on the positions.
  public mutating func addGroup(
    _ name: String, members: [Bool], membership: GroupMembership = .majority
  ) throws(RegionError) {
    guard members.count == extent.positions else {
      throw .shape("the group \(name) has \(members.count) positions instead of \(extent.positions)")
    }
    if membership == .split { self = try split(at: members, named: name) }
    var inside = [Int](repeating: 0, count: regions.count)
    for (position, label) in labels.enumerated() where label >= 0 && members[position] { inside[Int(label)] += 1 }
    try add(RegionGroup(name: name, regions: regions.indices.filter { 2 * inside[$0] > regions[$0].positions }))
  }

  /// Adds a group of named regions and groups.
  public mutating func addGroup(_ name: String, of parts: [String]) throws(RegionError) {
    var members: [Int] = []
    for part in parts {
      guard let indices = indices(named: part) else {
        throw .shape("the group \(name) names \(part), which is neither a region nor an earlier group")
      }
      members += indices
    }
    try add(RegionGroup(name: name, regions: members))
  }

  /// Cuts every region that lies partly inside the set; existing groups keep their positions.
  private func split(at members: [Bool], named name: String) throws(RegionError) -> RegionSet {
    var inside = [Int](repeating: 0, count: regions.count)
    for (position, label) in labels.enumerated() where label >= 0 && members[position] { inside[Int(label)] += 1 }
    // A cut region keeps its index for the part outside; the part inside is appended.
    var innerIndex = [Int](repeating: -1, count: regions.count)
    var names = regions.map(\.name)
    for region in regions.indices where inside[region] > 0 && inside[region] < regions[region].positions {
      innerIndex[region] = names.count
      names.append("\(names[region]) in \(name)")
    }
    let labels = self.labels.enumerated().map { position, label in
      label >= 0 && members[position] && innerIndex[Int(label)] >= 0 ? innerIndex[Int(label)] : Int(label)
    }
    var result = try RegionSet(extent: extent, labels: labels, names: names)
    for group in groups {
      let inner = group.regions.map { innerIndex[$0] }.filter { $0 >= 0 }
      try result.add(RegionGroup(name: group.name, regions: group.regions + inner))
    }
    return result
  }
}
