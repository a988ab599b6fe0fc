/// What stands for the pixels that a score removes: a ``Fill``, or what takes more to make than the input itself.
///
/// Written as a fill, or as `noise`, `donor` or `road`. Words have no neighbours and no donors: of these they have `zero`,
/// `value:NUMBER` and `mean`.
public enum RemovalFill: Sendable, Hashable {
  case fill(Fill)
  /// Uniform noise between the least and the largest value of each channel of the input (Samek et al., IEEE TNNLS 28, 2017).
  case noise
  /// Another item of the data set.
  case donor
  /// What the neighbours say, with a little noise: ``NeighbourImputation``.
  case road

  public static var zero: RemovalFill { .fill(.zero) }
  public static var mean: RemovalFill { .fill(.mean) }
  public static var blur: RemovalFill { .fill(.blur()) }

  /// The spellings, for messages.
  public static let spellings = "noise, donor, road, \(Fill.spellings)"

  /// Whether it has a meaning for words.
  public var servesSentences: Bool {
    switch self {
    case .fill(.constant), .fill(.mean): true
    case .fill(.blur), .noise, .donor, .road: false
    }
  }
}

extension RemovalFill: LosslessStringConvertible {
  public var description: String {
    switch self {
    case .fill(let fill): fill.description
    case .noise: "noise"
    case .donor: "donor"
    case .road: "road"
    }
  }

  /// Reads what ``description`` writes; nil for anything else.
  public init?(_ text: String) {
    switch text {
    case "noise": self = .noise
    case "donor": self = .donor
    case "road": self = .road
    default:
      guard let fill = Fill(text) else { return nil }
      self = .fill(fill)
    }
  }
}
