extension SobolExplanation {
  /// An index that can be painted on the image.
  public enum Map: String, Sendable, Codable, CaseIterable {
    case total
    case first
    case interaction
  }

  /// A map at the size of the input: each position has its region's index, and 0 where it belongs to none.
  ///
  /// - Parameter regions: those that were analysed.
  public func map(_ kind: Map, over regions: RegionSet) -> [Float] {
    precondition(regions.regions.count == self.regions.count)
    let values = self.regions.map { region in
      switch kind {
      case .total: Float(region.total.value)
      case .first: Float(region.first.value)
      case .interaction: Float(region.interaction.value)
      }
    }
    return regions.labels.map { $0 < 0 ? 0 : values[Int($0)] }
  }
}
