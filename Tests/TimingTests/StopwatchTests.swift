import Testing
import Timing

struct StopwatchTests {
  @Test(arguments: [Stopwatch.Clock.wall, .threadCPU, .processCPU])
  func `Time does not run backwards, and a lap begins anew`(clock: Stopwatch.Clock) {
    var watch = Stopwatch(clock)
    let first = watch.seconds
    #expect(first >= 0)
    let second = watch.seconds
    #expect(second >= first)
    #expect(watch.lap() >= second)
    watch.restart()
    #expect(watch.nanoseconds < 3_600_000_000_000)
  }

  @Test func `Stages keep the order of their first coming, and times of one name add up`() {
    var stopwatch = StageStopwatch()
    stopwatch.add("decode", 1)
    #expect(stopwatch.measure("forward") { 7 } == 7)
    stopwatch.add("decode", 2)
    stopwatch.begin("attribution")
    stopwatch.begin("solve")
    stopwatch.end()
    stopwatch.end()
    #expect(stopwatch.stages.map(\.name) == ["decode", "forward", "attribution", "solve"])
    #expect(stopwatch.stages[0].seconds == 3)
    #expect(stopwatch.stages.allSatisfy { $0.seconds >= 0 })
  }

  @Test func `A stage that fails is booked all the same`() {
    struct Failure: Error {}
    var stopwatch = StageStopwatch()
    #expect(throws: Failure.self) { try stopwatch.measure("forward") { throw Failure() } }
    #expect(stopwatch.stages.map(\.name) == ["forward"])
  }
}
