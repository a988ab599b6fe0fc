import Explaining
import Saliency
import Testing

@Suite struct MeanRanksTests {
  private func map(_ values: [Float]) -> SaliencyMap { SaliencyMap(height: 1, width: values.count, values: values) }

  @Test func ranksAreAveragedByHand() {
    // Ranks 0 1 2 3 and, with a tie, 3 0.5 0.5 2, of 3.
    let mean = MeanRanks.map(of: [map([-5, 0, 1e9, .infinity]), map([7, 1, 1, 2])])
    for (found, expected) in zip(mean.values, [3, 1.5, 2.5, 5] as [Float]) { #expect(abs(found - expected / 6) < 1e-6) }
  }

  @Test func aMapByItselfKeepsItsOrderAndOneWithoutDifferencesChangesNothing() {
    let own = map([0.3, 0.1, 0.2])
    #expect(MeanRanks.map(of: [own]).values == [1, 0, 0.5])
    #expect(MeanRanks.map(of: [own, map([4, 4, 4])]).ranking() == own.ranking())
    #expect(MeanRanks.map(of: [map([2])]).values == [0])
  }
}
