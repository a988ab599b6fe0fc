import Scoring
import Testing

@Suite struct AnswerStatisticsTests {
  /// Answers of a network of ten classes to items whose labels go round.
  private func statistics(_ count: Int, answer: (Int) -> Int, isLabelled: Bool = true) -> AnswerStatistics {
    var statistics = AnswerStatistics()
    for item in 0..<count { statistics.add(predicted: answer(item), label: isLabelled ? item % 10 : nil) }
    return statistics
  }

  @Test func soundAnswersAreNotOdd() {
    #expect(statistics(100) { $0 % 10 }.oddity(classCount: 10, isFlat: false) == nil)
    // Poor, but better than chance.
    #expect(statistics(100) { $0 % 3 == 0 ? $0 % 10 : 7 }.oddity(classCount: 10, isFlat: false) == nil)
  }

  @Test func accuracyAtChanceIsOdd() {
    let shifted = statistics(100) { ($0 + 1) % 10 }
    #expect(shifted.oddity(classCount: 10, isFlat: false)?.contains("the label of 0, as chance would have it") == true)
    let random = statistics(100) { $0 % 11 % 10 }
    #expect(random.oddity(classCount: 10, isFlat: false)?.contains("chance") == true)
  }

  @Test func oneAnswerToEverythingIsOddUnlessAllIsOneClass() {
    let constant = statistics(100, answer: { $0 == 5 ? 1 : 2 }, isLabelled: false)
    #expect(constant.oddity(classCount: 10, isFlat: false) == "the network gives one and the same answer to 99 %")
    var sorted = AnswerStatistics()
    for _ in 0..<100 { sorted.add(predicted: 2, label: 2) }
    #expect(sorted.oddity(classCount: 10, isFlat: false) == nil)
  }

  @Test func flatProbabilitiesAreOdd() {
    let answers = statistics(100, answer: { $0 % 10 }, isLabelled: false)
    #expect(answers.oddity(classCount: 10, isFlat: true)?.contains("nearly the same") == true)
  }

  @Test func fewItemsTellNothing() {
    #expect(statistics(11) { ($0 + 1) % 10 }.oddity(classCount: 10, isFlat: true) == nil)
  }

  @Test func partsAddUp() {
    var first = statistics(30) { $0 % 4 }
    var whole = first
    for item in 0..<50 { whole.add(predicted: item % 7, label: item % 5) }
    var second = AnswerStatistics()
    for item in 0..<50 { second.add(predicted: item % 7, label: item % 5) }
    first.merge(second)
    #expect(first == whole && whole.leastClassCount == 10)
  }
}
