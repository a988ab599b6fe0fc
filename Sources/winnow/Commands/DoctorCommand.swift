import ArgumentParser
import MessagePassing
import NeuralNetwork

/// `winnow doctor`: what the program finds on this machine, what is wrong, and how to mend it.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check libraries, cores and ranks, and say how to mend what is wrong.",
    discussion: """
      Start it the way a sweep is started, so that it sees what a sweep would see:

        mpirun -n 4 winnow doctor

      The exit code is 1 when something is wrong.
      """)

  func run() throws {
    let communicator = try Communicator.world()
    let ranks = try RankReport.gather(communicator)
    try communicator.finish()
    guard communicator.rank == 0 else { return }
    for (name, version) in Versions.all.sorted(by: { $0.key < $1.key }) {
      print(name.padding(toLength: 8, withPad: " ", startingAt: 0) + version)
    }
    print(
      """

      Z3 proves what the mask solver's own techniques leave open, ranks further masks, and proves every part of every
      mask again with `prover: both` under smug (`prover: z3`: Z3 alone).
      """)
    print("\nrank  ranks on its host  cores it may use  cores of its host  threads")
    for report in ranks { print(report.row) }
    let diagnosis = Diagnosis(
      ranks: ranks, missingMPI: Self.missingMPI, foreignThreads: oneDNNForeignThreads())
    for note in diagnosis.notes { print("\nNote: \(note)") }
    for problem in diagnosis.problems { print("\nProblem: \(problem)") }
    if diagnosis.problems.isEmpty { print("\nAll is well.") } else { throw ExitCode.failure }
  }

  private static var missingMPI: CommunicatorError? {
    do throws(CommunicatorError) {
      _ = try Communicator.libraryVersion()
      return nil
    } catch { return error }
  }
}
