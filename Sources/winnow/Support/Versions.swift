import MaskSolving
import MessagePassing
import NeuralNetwork

/// Versions of Winnow and of the libraries it stands on, by name.
enum Versions {
  static let winnow = "0.1.0"

  static var all: [String: String] {
    var versions = ["winnow": winnow, "Z3": MaskSolver.z3Version, "oneDNN": oneDNNVersion()]
    versions["MPI"] = try? Communicator.libraryVersion()
    return versions
  }
}
