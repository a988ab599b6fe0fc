import Storing
import TestSupport
import Testing

@Suite struct InputRangeTests {
  private func range(_ scale: Float, _ offset: Float = 0) throws -> InputRange {
    try #require(InputRange((0..<256).map { Float($0) * scale + offset }))
  }

  @Test func preprocessingInUseIsNotOdd() throws {
    // [0, 1], [-1, 1], ImageNet's statistics, raw levels, levels minus a mean.
    for (scale, offset) in [(1 / 255, 0), (2 / 255, -1), (1 / 57, -2.1), (1, 0), (1, -124)] as [(Float, Float)] {
      #expect(try range(scale, offset).oddity == nil)
    }
  }

  @Test func valuesFarOutsideAndTooCloseTogetherAreOdd() throws {
    #expect(try range(255).oddity?.contains("outside of the range that networks see") == true)
    #expect(try range(1 / 255 / 255).oddity?.contains("hardly differ") == true)
    // A blank image has no contrast whatever the preprocessing.
    #expect(InputRange([Float](repeating: 0, count: 9))?.oddity == nil)
    #expect(InputRange([]) == nil)
  }

  @Test func aRunRemembersTheValuesOfItsLatestStart() throws {
    let directory = try TemporaryFolder()
    var run = RecordExamples.run
    for scale in [1, 2] as [Float] {
      run.inputRange = try range(scale)
      try RunStore(creatingOrOpening: directory.path, run: run).close()
    }
    // Of an unknown range nothing is lost.
    try RunStore(creatingOrOpening: directory.path, run: RecordExamples.run).close()
    #expect(try RunStore(reading: directory.path).runDescription() == run)
  }
}
