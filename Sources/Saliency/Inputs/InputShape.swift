/// The shape of one input of a model, an image or a sentence, as far as a mask over it is concerned.
public enum InputShape: Sendable, Equatable {
  /// Channels x height x width; a mask has one value per pixel, shared by the channels.
  case image(channels: Int, height: Int, width: Int)
  /// The words of a sentence as vectors, channels first: a mask has one value per word, and words can be dimmed.
  case words(channels: Int, count: Int)
  /// A row of units without neighbours, such as the token numbers of a sentence; a mask keeps a unit or replaces it,
  /// because a token number cannot be dimmed.
  case units(Int)

  /// - Parameter dimensions: without the batch axis: `[C, H, W]`, `[H, W]` or `[units]`. Nil for anything else.
  public init?(_ dimensions: [Int]) {
    guard dimensions.allSatisfy({ $0 > 0 }) else { return nil }
    switch dimensions.count {
    case 3: self = .image(channels: dimensions[0], height: dimensions[1], width: dimensions[2])
    case 2: self = .image(channels: 1, height: dimensions[0], width: dimensions[1])
    case 1: self = .units(dimensions[0])
    default: return nil
    }
  }

  /// As a tensor without the batch axis: `[C, H, W]`, a sentence of vectors as `[C, 1, words]`, units as `[units]`.
  public var dimensions: [Int] {
    switch self {
    case .image(let channels, let height, let width): [channels, height, width]
    case .words(let channels, let count): [channels, 1, count]
    case .units(let count): [count]
    }
  }

  public var channels: Int {
    switch self {
    case .image(let channels, _, _), .words(let channels, _): channels
    case .units: 1
    }
  }

  /// Rows of a map or mask over the input: words and units are one row.
  public var height: Int {
    switch self {
    case .image(_, let height, _): height
    case .words, .units: 1
    }
  }

  /// Columns of a map or mask over the input.
  public var width: Int {
    switch self {
    case .image(_, _, let width): width
    case .words(_, let count), .units(let count): count
    }
  }

  /// Number of values of a map or mask over the input.
  public var maskCount: Int { height * width }

  /// Number of values of an input.
  public var inputCount: Int { channels * height * width }
}
