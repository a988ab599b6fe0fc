/// Why a mask problem could not be answered.
public enum MaskSolvingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The problem is malformed: the sentence names the constraint and what is wrong with it.
  case invalidProblem(String)
  /// A setting is out of range.
  case invalidSettings(String)
  /// The instance file is not in the expected format.
  case invalidInstance(String)
  /// The time or memory limit was reached before any feasible mask was found, so that nothing sound can be returned.
  case limitReachedWithoutMask(bound: Int)
  /// Z3 reported an error.
  case z3(String)
  /// The solver's own answer did not pass the independent exact check (a defect of the solver; please report it).
  case checkFailed(String)
  /// Z3 and the solver's own search do not agree (a defect of one of them; please report it).
  case proversDisagree(String)

  public var description: String {
    switch self {
    case .invalidProblem(let reason): return "invalid mask problem: \(reason)"
    case .invalidSettings(let reason): return "invalid solver settings: \(reason)"
    case .invalidInstance(let reason): return "invalid instance file: \(reason)"
    case .limitReachedWithoutMask(let bound):
      return "the limit was reached before any feasible mask was found (a mask costs at least \(bound)); "
        + "raise the time or memory limit"
    case .z3(let message): return "Z3: \(message)"
    case .proversDisagree(let reason): return "the two proofs of the mask disagree: \(reason)"
    case .checkFailed(let reason): return "the solver's answer failed the exact check: \(reason)"
    }
  }
}

extension MaskSolvingError {
  /// What `solve` throws, as one of these: what is not one already comes from Z3.
  static func whileSolving<Answer>(_ solve: () throws -> Answer) throws(MaskSolvingError) -> Answer {
    do {
      return try solve()
    } catch let error as MaskSolvingError {
      throw error
    } catch {
      throw .z3("\(error)")
    }
  }
}
