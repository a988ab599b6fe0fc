import Testing

@testable import Sweeping

struct ProgressReporterTests {
  private func progress(_ done: Int, elapsed: Double, failed: Int = 0) -> ProgressReporter.Progress {
    .init(total: 100, done: done, failed: failed, recorded: done, elapsed: elapsed)
  }

  @Test func aLineHoldsDoneRateTimeLeftAndFailures() {
    #expect(ProgressReporter.line(progress(25, elapsed: 5, failed: 2)) == "25/100, 5.0/s, 15 s left, 2 failed")
    #expect(ProgressReporter.line(progress(0, elapsed: 0)) == "0/100, 0 failed")
    #expect(ProgressReporter.line(progress(1, elapsed: 100)) == "1/100, 36.0/h, 2 h 45 min left, 0 failed")
  }

  @Test func durationsReadWell() {
    #expect(
      [0.4, 59.6, 200, 25_500, 273_600].map(ProgressReporter.duration) == [
        "0 s", "1 min 00 s", "3 min 20 s", "7 h 05 min", "3 d 04 h",
      ])
  }

  @Test func aLogGetsALineNowAndThen() {
    var text = ""
    let reporter = ProgressReporter(.lines) { text += $0 }
    for second in 0...100 { reporter.update(progress(second, elapsed: Double(second))) }
    // At 5, 10, 20, 40 and 80 s.
    #expect(text.split(separator: "\n").count == 5)
    reporter.finish(progress(100, elapsed: 100))
    #expect(text.hasSuffix("100/100, 1.0/s, 0 failed\n"))
  }

  @Test func aTerminalGetsABarThatIsRedrawn() {
    var text = ""
    let reporter = ProgressReporter(.bar) { text += $0 }
    reporter.update(progress(50, elapsed: 1))
    reporter.update(progress(51, elapsed: 1.1))
    #expect(
      text == "\r\u{1B}[2K" + String(repeating: "█", count: 15) + String(repeating: "░", count: 15)
        + " 50/100, 50/s, 1 s left, 0 failed")
    reporter.print("Stopped.")
    #expect(text.hasSuffix("\nStopped.\n"))
  }

  @Test func silenceIsSilent() {
    let reporter = ProgressReporter(.silent) { _ in Issue.record("something was written") }
    reporter.update(progress(1, elapsed: 10))
    reporter.finish(progress(100, elapsed: 20))
  }
}
