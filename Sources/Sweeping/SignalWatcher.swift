import Foundation
import Synchronization

/// The latest signal that asked to stop; 0 for none. Global because a signal handler can carry nothing with it.
private let latestSignal = Atomic<Int32>(0)

/// Notices the signals that ask a program to stop, instead of dying of them, for as long as it lives.
///
/// A plain handler rather than a Dispatch source: on Linux those need every thread, MPI's included, to block the signal.
final class SignalWatcher {
  static let signals = [SIGTERM, SIGINT, SIGUSR1]

  init() {
    // A launcher may hand down a mask in which they are blocked.
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for number in Self.signals { sigaddset(&wanted, number) }
    pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
    for number in Self.signals {
      _ = Foundation.signal(number) { latestSignal.store($0, ordering: .relaxed) }
    }
  }

  deinit {
    for number in Self.signals { _ = Foundation.signal(number, SIG_DFL) }
    latestSignal.store(0, ordering: .relaxed)
  }

  /// The latest signal that came, if any.
  var signal: Int32? {
    let number = latestSignal.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  static func name(_ signal: Int32) -> String {
    switch signal {
    case SIGTERM: "SIGTERM"
    case SIGINT: "SIGINT"
    case SIGUSR1: "SIGUSR1"
    default: "signal \(signal)"
    }
  }
}
