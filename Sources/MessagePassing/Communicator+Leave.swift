import Foundation

extension Communicator {
  /// Ends the process without waiting for its other threads: they may still compute, and `exit` would pull the libraries away
  /// under them.
  ///
  /// From version 4.2 on MPICH takes leave of its launcher in an exit handler. Without that the launcher kills the ranks that are
  /// left, rank 0 among them, and loses its exit code. Under such a launcher exit handlers therefore run, but only those that
  /// were registered since MPI was started (see `MPITransport`).
  public static func leave(
    exitCode: Int32, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Never {
    fflush(nil)
    if environment["PMI_RANK"] != nil { exit(exitCode) }
    _exit(exitCode)
  }
}
