import BitCollections
import SufficientSets

/// Asks the model whether it keeps its answer when shown a set of units alone, under every filling; or, turned round,
/// whether it loses it when the set is hidden.
final class AnswerTest: SubsetTest {
  enum Question: Sendable { case keepsWhenShown, losesWhenHidden }

  let inputs: UnitInputs
  let question: Question
  let target: Int
  /// The least probability of the target; nil asks only that it is first.
  let probability: Double?
  /// What takes the place of hidden units: one whole input each.
  let fillings: [[Float]]
  private let scorer: any InputScorer
  private let all: BitSet

  var unitCount: Int { inputs.unitCount }
  var batchCapacity: Int { scorer.batchCapacity }
  var passesPerSet: Int { fillings.count }

  init(
    inputs: UnitInputs, fillings: [[Float]], question: Question, target: Int, probability: Double?,
    scorer: any InputScorer
  ) {
    self.inputs = inputs
    self.fillings = fillings
    self.question = question
    self.target = target
    self.probability = probability
    self.scorer = scorer
    all = BitSet(0..<inputs.unitCount)
  }

  private var kind: ScoreKind { probability == nil ? .logit : .probability }

  /// The units that stay visible in the question about a set.
  func shown(_ set: BitSet) -> BitSet { question == .keepsWhenShown ? set : all.subtracting(set) }

  /// Whether an answer says yes to the question.
  func isYes(_ answer: JudgedAnswer) -> Bool { question == .keepsWhenShown ? answer.holds : answer.isLost }

  /// A set that one filling refutes is not shown with the next.
  func verdicts(of sets: [BitSet]) throws -> (verdicts: [Verdict], passes: Int) {
    var verdicts = [Verdict](repeating: Verdict(holds: true, margin: .infinity), count: sets.count)
    var open = Array(sets.indices)
    var passes = 0
    for filling in fillings where !open.isEmpty {
      let answers = try answers(to: open.map { sets[$0] }, filling: filling)
      passes += open.count
      for (index, answer) in zip(open, answers) {
        let holds = isYes(answer)
        let margin = question == .keepsWhenShown ? answer.margin : -answer.margin
        verdicts[index] = Verdict(holds: holds, margin: min(verdicts[index].margin, margin))
      }
      open.removeAll { !verdicts[$0].holds }
    }
    return (verdicts, passes)
  }

  private func answers(to sets: [BitSet], filling: [Float]) throws -> [JudgedAnswer] {
    var answers: [JudgedAnswer] = []
    for start in stride(from: 0, to: sets.count, by: scorer.batchCapacity) {
      let batch = sets[start..<min(start + scorer.batchCapacity, sets.count)]
      let scores = try scorer.scores(count: batch.count, kind: kind) { buffer in
        for (row, set) in batch.enumerated() {
          let part = UnsafeMutableBufferPointer(rebasing: buffer[row * inputs.count..<(row + 1) * inputs.count])
          inputs.write(shown: shown(set), filling: filling, to: part)
        }
      }
      for row in 0..<batch.count { answers.append(judge(scores, row: row)) }
    }
    return answers
  }

  /// The answers to one set under each filling, each in a pass of its own.
  func answersOneByOne(to set: BitSet) throws -> [JudgedAnswer] {
    try fillings.map { try answer(toShown: shown(set), filling: $0) }
  }

  /// The answer to the whole input, in a pass of its own.
  func answerToAll() throws -> JudgedAnswer { try answer(toShown: all, filling: fillings[0]) }

  private func answer(toShown set: BitSet, filling: [Float]) throws -> JudgedAnswer {
    let scores = try scorer.scores(count: 1, kind: kind) { inputs.write(shown: set, filling: filling, to: $0) }
    return judge(scores, row: 0)
  }

  private func judge(_ scores: [Float], row: Int) -> JudgedAnswer {
    JudgedAnswer(
      scores[row * scorer.classCount..<(row + 1) * scorer.classCount], target: target, probability: probability)
  }
}
