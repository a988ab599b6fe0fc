import Reproducibility
import Saliency
import Testing

@testable import Explaining

/// The chain's update rule, step by step, against a plain reading of the paper (arXiv:2006.09504, section 3).
@Suite struct MaskChainTests {
  /// A grid of cells as the paper has it: on cells hold what is left of 1 after damping.
  private struct Reference {
    var cells: [Double] = []
    var random: SeededGenerator
    var before: Double?

    mutating func begin(_ count: Int, density: Double) {
      cells = []
      for _ in 0..<count { cells.append(random.unit() < density ? 1 : 0) }
      before = nil
    }

    /// With probability p a cell stays as it is; else it is switched, and what is newly on is damped by the learning rate
    /// times how much p has changed.
    mutating func step(_ p: Double, learningRate: Double) {
      var next: [Double] = []
      for cell in cells {
        let stays = random.unit() < p
        if stays {
          next.append(cell)
        } else if cell == 0 {
          next.append(before == nil ? 1 : max(0, 1 - learningRate * abs(p - before!)))
        } else {
          next.append(0)
        }
      }
      cells = next
      before = p
    }
  }

  @Test(arguments: [(0.02, nil), (0.7, nil), (1.0, 7)] as [(Double, Int?)])
  func everyStepIsThePapers(learningRate: Double, chainLength: Int?) {
    let enlargement = GridEnlargement(
      inputShape: .image(channels: 1, height: 24, width: 24), grid: 8, shifted: true)
    for number in 0..<4 {
      var chain = MaskChain(enlargement: enlargement, density: 0.3, seed: 5, number: number)
      var reference = Reference(random: SeededGenerator(seed: 5, stream: UInt64(number)))
      reference.begin(64, density: 0.3)
      var shift = (reference.random.index(below: 3), reference.random.index(below: 3))
      var scores = SeededGenerator(seed: 99, stream: UInt64(number))
      var damped = 0
      for step in 1...200 {
        #expect(zip(chain.cells, reference.cells).allSatisfy { abs(Double($0) - $1) < 1e-6 }, "step \(step)")
        #expect(chain.shift == shift)
        damped += reference.cells.count { $0 > 0 && $0 < 1 }
        let score = step % 10 == 0 ? Float(1) : Float(scores.unit())
        chain.advance(
          score: score, proposal: .adaptive(learningRate: learningRate, density: 0.3, chainLength: chainLength),
          enlargement: enlargement)
        if let chainLength, step % chainLength == 0 {
          reference.begin(64, density: 0.3)
        } else {
          reference.step(Double(score), learningRate: learningRate)
        }
        shift = (reference.random.index(below: 3), reference.random.index(below: 3))
      }
      #expect(damped > 0 && chain.steps == 200)
    }
  }

  @Test func masksCountByTheirScoreUnlessTheJobSaysOtherwise() {
    #expect(AdaptiveMaskSamplingSettings().weighting == .score)
  }
}
