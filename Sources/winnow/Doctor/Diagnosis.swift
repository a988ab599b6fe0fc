import Foundation
import MessagePassing

/// What is worth knowing, and what is wrong, about the place where a sweep would run.
struct Diagnosis: Equatable {
  var notes: [String] = []
  /// Each with the way out.
  var problems: [String] = []

  /// - Parameters:
  ///   - missingMPI: why the MPI library cannot be loaded; nil where it can.
  ///   - foreignThreads: threads of oneDNN's that Winnow cannot hold back; nil where there are none.
  init(ranks: [RankReport], missingMPI: CommunicatorError?, foreignThreads: String?) {
    if let missingMPI { notes.append("sweeps run as a single process. \(missingMPI)") }
    if ranks.count == 1, missingMPI == nil {
      notes.append("a single rank. To spread a sweep, start it with mpirun -n RANKS winnow run ...")
    }
    if let foreignThreads {
      problems.append(
        "this oneDNN shares its work with \(foreignThreads), whose threads get in the way of Winnow's own; build with one "
          + "for OpenMP: make build ONEDNN=DIR")
    }
    if let bound = ranks.first(where: { $0.usableCores < $0.hostCores && $0.usableCores < $0.hostCores / $0.nodeSize })
    {
      problems.append(
        "rank \(bound.rank) may use \(bound.usableCores) of its host's \(bound.hostCores) cores, though only "
          + "\(bound.nodeSize) rank(s) share it; start mpirun with --bind-to none, or srun with --cpu-bind=none")
    }
    if let crowded = ranks.first(where: { $0.nodeSize > $0.hostCores }) {
      problems.append(
        "\(crowded.nodeSize) ranks share the \(crowded.hostCores) cores of rank \(crowded.rank)'s host; start fewer "
          + "ranks, one a core at most")
    }
  }
}
