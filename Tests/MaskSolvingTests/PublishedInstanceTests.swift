import Foundation
import Gzip
import MaskSolving
import TestSupport
import Testing

/// Real instances with proven optima, where the shared data are.
@Suite(.enabled(if: PublishedInstance.areHere, "\(SharedData.absence)"))
struct PublishedInstanceTests {
  @Test(arguments: PublishedInstance.all.filter { $0.name.contains("-w4-") })
  func optimumIsTheProvenOne(instance: PublishedInstance) throws {
    let data = try Gzip.decompress(
      Data(contentsOf: PublishedInstance.folder.appending(path: "\(instance.name).json.gz")), limit: 1 << 30)
    let problem = try MaskInstance(json: data).problem
    let solution = try MaskSolver(settings: SolverSettings(objective: .windows)).solve(problem)
    #expect(solution.status == .optimal)
    #expect(solution.cost == instance.optimum && solution.bound == instance.optimum)
    #expect(MaskChecker.firstViolation(of: problem, mask: solution.mask) == nil)
  }
}

/// A line of `instances/optima.csv`.
struct PublishedInstance: Sendable, CustomTestStringConvertible {
  var name: String
  var optimum: Int
  var testDescription: String { name }

  static let folder = SharedData.url("instances")

  static var areHere: Bool { !all.isEmpty }

  static let all: [PublishedInstance] = {
    guard let text = try? String(contentsOf: folder.appending(path: "optima.csv"), encoding: .utf8) else { return [] }
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return Int(fields[1]).map { PublishedInstance(name: String(fields[0]), optimum: $0) }
    }
  }()
}
