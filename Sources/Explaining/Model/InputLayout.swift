/// How the values of one input lie, as far as a mask over it is concerned.
public enum InputLayout: Sendable, Equatable {
  /// Channels x height x width; a mask has one value per pixel, shared by the channels.
  case image(channels: Int, height: Int, width: Int)
  /// A row of units without neighbours, such as the words of a sentence; a mask keeps a unit or replaces it, because a
  /// token number cannot be dimmed.
  case units(Int)
  /// The words of a sentence as vectors, channels first: a mask has one value per word, and words can be dimmed.
  case words(channels: Int, count: Int)

  /// - Parameter shape: without the batch axis: `[C, H, W]`, `[H, W]` or `[units]`. Nil for anything else.
  public init?(shape: [Int]) {
    guard shape.allSatisfy({ $0 > 0 }) else { return nil }
    switch shape.count {
    case 3: self = .image(channels: shape[0], height: shape[1], width: shape[2])
    case 2: self = .image(channels: 1, height: shape[0], width: shape[1])
    case 1: self = .units(shape[0])
    default: return nil
    }
  }

  /// Number of values of a mask.
  public var maskCount: Int {
    switch self {
    case .image(_, let height, let width): height * width
    case .units(let count), .words(_, let count): count
    }
  }

  /// Number of values of an input.
  public var inputCount: Int {
    switch self {
    case .image(let channels, let height, let width): channels * height * width
    case .units(let count): count
    case .words(let channels, let count): channels * count
    }
  }

  /// Size of a map over the input: units and words are one row.
  public var mapSize: (height: Int, width: Int) {
    switch self {
    case .image(_, let height, let width): (height, width)
    case .units(let count), .words(_, let count): (1, count)
    }
  }
}
