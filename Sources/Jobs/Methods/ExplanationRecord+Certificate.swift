import Foundation
import Gzip
import MaskSolving
import Saliency
import Storing

extension ExplanationRecord {
  /// Adds the certificate of a mask's bound with all that it takes to check it: `winnow export` writes the files, and
  /// `winnow verify` reads them. The value `certified-bound` is what the checker makes of them here, without the solver.
  ///
  /// - Parameters:
  ///   - prefix: of the value's name and the files' names.
  ///   - problem: what the solution is a mask of.
  /// - Throws: `CertificateError` if the certificate does not hold, which would be the solver's mistake.
  mutating func addCertificate(of solution: MaskSolution, for problem: MaskProblem, prefix: String = "") throws {
    guard let certificate = solution.certificate else { return }
    let bound = try CertificateChecker.provenBound(of: certificate, for: problem)
    values.append(NamedValue("\(prefix)certified-bound", Double(bound)))
    let instance = try MaskInstance(name: "\(prefix)problem", problem: problem).json()
    files += [
      FileRecord(name: "\(prefix)problem.json.gz", bytes: [UInt8](try Gzip.compress(instance))),
      FileRecord(name: "\(prefix)certificate.json.gz", bytes: [UInt8](try Gzip.compress(try certificate.json()))),
      FileRecord(name: "\(prefix)mask.txt", bytes: [UInt8](solution.maskText.utf8)),
    ]
  }
}
