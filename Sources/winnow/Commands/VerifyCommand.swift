import ArgumentParser
import Foundation
import MaskSolving
import Timing

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a mask, a certificate, or both, against their instance, in exact arithmetic and without a solver.",
    discussion: "Exits with 0 when everything holds, with 1 when not, and with 65 when a file cannot be read.")

  @Argument(help: "The instance (.json or .json.gz).") var instance: String

  @Option(help: "A file with one 0 or 1 a line.") var mask: String?

  @Option(help: "A certificate written by 'winnow solve'.") var certificate: String?

  @Option(help: "What the mask's cost counts, when there is no certificate: windows or pixels.")
  var objective = MaskObjective.pixels

  func validate() throws {
    if mask == nil && certificate == nil { throw ValidationError("give --mask, --certificate or both") }
  }

  func run() throws {
    try CommandFailure.endingInOneSentence { try check() }
  }

  private func check() throws {
    let problem = try InstanceFile.read(instance).problem
    try InstanceFileError.naming(instance) { try problem.validate() }
    var cost: Int?
    let proof = try certificate.map(InstanceFile.readCertificate)
    if let mask {
      let values = try InstanceFile.readMask(mask)
      guard values.count == problem.variableCount else {
        throw VerificationFailure(
          "\(mask) has \(values.count) entries, the instance \(problem.variableCount) variables")
      }
      if let violated = MaskChecker.firstViolation(of: problem, mask: values) {
        throw VerificationFailure("the mask violates constraint \(violated)")
      }
      cost = problem.cost(of: values, proof?.objective ?? objective)
      print("mask: feasible, \((proof?.objective ?? objective).rawValue) \(cost!)")
    }
    guard let proof else { return }
    let watch = Stopwatch()
    let bound = try CertificateChecker.provenBound(of: proof, for: problem)
    let seconds = watch.seconds
    print(
      String(
        format: "certificate: every mask has at least \(bound) \(proof.objective.rawValue) (checked in %.3f s)", seconds
      ))
    if let cost {
      if cost < bound { throw VerificationFailure("mask and certificate contradict each other") }
      print(cost == bound ? "the mask is optimal" : "the mask is within \(cost - bound) of the optimum")
    }
  }
}

/// What `winnow verify` found wrong.
private struct VerificationFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
