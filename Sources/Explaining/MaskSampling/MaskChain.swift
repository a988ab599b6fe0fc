import Reproducibility

/// One sequence of masks: a grid of cells, its random numbers, and what it has summed so far.
struct MaskChain {
  var cells: [Float]
  var shift = (down: 0, right: 0)
  private var generator: SeededGenerator
  private var previousScore: Float?
  private(set) var steps = 0
  private(set) var scoreSum = 0.0

  init(enlargement: GridEnlargement, density: Double, seed: UInt64, number: Int) {
    generator = SeededGenerator(seed: seed, stream: UInt64(number))
    cells = [Float](repeating: 0, count: enlargement.cellCount)
    drawCells(density: density)
    drawShift(enlargement)
  }

  /// Draws the next mask before the score of the present one is known, where it does not depend on it.
  mutating func drawAhead(_ proposal: MaskProposal, _ enlargement: GridEnlargement) {
    guard case .independent(let density) = proposal else { return }
    drawCells(density: density)
    drawShift(enlargement)
  }

  /// Takes the score of the first mask that has none yet, and draws the next one unless that was done ahead.
  mutating func advance(score: Float, proposal: MaskProposal, enlargement: GridEnlargement) {
    steps += 1
    scoreSum += Double(score)
    switch proposal {
    case .independent: return
    case .adaptive(let learningRate, let density, let chainLength):
      if let chainLength, steps % chainLength == 0 {
        drawCells(density: density)
        previousScore = nil
      } else {
        adaptCells(score: score, learningRate: learningRate)
        previousScore = score
      }
    }
    drawShift(enlargement)
  }

  private mutating func drawCells(density: Double) {
    for index in cells.indices { cells[index] = generator.unit() < density ? 1 : 0 }
  }

  /// A cell that is on stays on with the probability of the target, one that is off is switched on with the rest.
  private mutating func adaptCells(score: Float, learningRate: Double) {
    let damping = previousScore.map { Float(learningRate) * abs(score - $0) } ?? 0
    let keep = Double(score)
    let on = max(0, 1 - damping)
    for index in cells.indices where generator.unit() >= keep { cells[index] = cells[index] > 0 ? 0 : on }
  }

  private mutating func drawShift(_ enlargement: GridEnlargement) {
    shift = (generator.index(below: enlargement.shifts.down), generator.index(below: enlargement.shifts.right))
  }
}

/// How a chain comes to its next mask.
enum MaskProposal: Sendable {
  /// Afresh, each cell on with a fixed probability (RISE).
  case independent(density: Double)
  /// From the present one and its score, and afresh after each `chainLength` steps.
  case adaptive(learningRate: Double, density: Double, chainLength: Int?)

  var isIndependent: Bool { if case .independent = self { true } else { false } }
}
