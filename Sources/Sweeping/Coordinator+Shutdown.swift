import Foundation
import Storing
import Timing

// How a sweep ends: in good order, on a signal, or after an error.

extension Coordinator {
  /// Orders every rank to stop and receives what they still have to send.
  func shutDownRanks(grace: Double, patience: Double) throws {
    isEnding = true
    if let stopSignal {
      // Printed before waiting for anyone: there may be no time left afterwards.
      progress.print(
        """
        Stopping on \(SignalWatcher.name(stopSignal)), sent by a scheduler or person, or by MPI because a rank died. \
        What is finished is stored: start the same command again to go on.
        """)
    }
    for rank in 0..<communicator.size { try send(.stop(grace: grace), to: rank) }
    let deadline = Deadline(secondsFromNow: grace + patience)
    var pause = PollPause(limit: 1000)
    while !ranks.allHaveShutDown, !deadline.hasPassed {
      let isQuiet = try receiveAll()
      // A store that has failed takes no more; the ranks shut down all the same.
      if (try? writer.isReady()) == true, !records.isEmpty {
        writer.start(records, marking: [])
        (records, backlog) = ([], 0)
      }
      progress.update(shown)
      agent.waitForActivity(atMost: pause.next(isQuiet: isQuiet))
    }
  }

  /// Stores the rest and closes the store.
  func finish() throws -> SweepSummary {
    try writer.drain()
    try store.commit(records, run: run)
    // Items of a rank that did not shut down stay marked: perhaps one of them killed it.
    try store.clearInFlightMarks(ofRanks: ranks.departed)
    let timings = ranks.timings.sorted { $0.key < $1.key }.map(\.value)
    try store.record(timings, run: run)
    try store.endRun(run, ending: stopSignal == nil ? "finished" : "stopped")
    try store.close()
    let summary = SweepSummary(
      ending: stopSignal.map { .stopped(signal: $0) } ?? .finished, total: total, skipped: skipped,
      recorded: recorded, failed: failed, failedInStore: failedBefore + failed, abandoned: ranks.abandoned,
      elapsed: elapsed, timings: timings)
    writeStatus(stopSignal == nil ? .finished : .stopped)
    progress.finish(shown)
    if stopSignal != nil {
      progress.print(
        """
        Stopped with \(skipped + recorded) of \(total) items stored. Start the same command again to go on \
        (exit code \(SweepExitCode.resumable.rawValue)).
        """)
    }
    // Ending MPI waits for every rank: without the silent ones it would wait for ever.
    if !ranks.allHaveShutDown { communicator.abort(exitCode: summary.exitCode.rawValue) }
    return summary
  }

  /// After an error: stops the ranks and saves what can be saved.
  func abandon(after error: any Error) {
    logger.notice("the sweep ends early", metadata: ["error": "\(error)"])
    if !isEnding { try? shutDownRanks(grace: 0, patience: 2) }
    if (try? writer.drain()) != nil, (try? store.commit(records, run: run)) != nil {
      try? store.clearInFlightMarks(ofRanks: ranks.departed)
      try? store.endRun(run, ending: "failed")
    }
    try? store.close()
    writeStatus(.failed)
    progress.finish(shown)
    guard !ranks.allHaveShutDown else { return }
    progress.print("Error: \(error)")
    communicator.abort(exitCode: (SweepExitCode(error) ?? .failure).rawValue)
  }
}
