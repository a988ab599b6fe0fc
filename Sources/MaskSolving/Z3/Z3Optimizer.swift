import CZ3
import Timing

/// Minimises the cost of a mask under integer constraints with Z3's core-guided MaxSAT: satisfiability modulo
/// pseudo-Boolean sums.
final class Z3Optimizer {
  enum Outcome {
    /// A mask of least cost that satisfies every constraint exactly.
    case optimal([Bool], cost: Int)
    case infeasible
    /// Stopped early. `bound` holds for every mask.
    case stopped(bound: Int)
  }

  /// Caps all of Z3's memory in this process (Z3 counts it globally); 0 lifts the cap.
  static func limitMemory(megabytes: Int) {
    Z3_global_param_set("memory_max_size", String(megabytes))
  }

  /// Bytes that Z3 holds in this process.
  static var allocatedBytes: UInt64 { Z3_get_estimated_alloc_size() }

  private let context: Z3Context
  private let optimize: Z3_optimize
  private let costs: [Int]
  private var plain: [Z3_ast] = []
  private var negated: [Z3_ast] = []
  private var objective: UInt32?
  /// Constraints that Z3 knows only rounded outward.
  private var rounded: [IntegerConstraint] = []

  init(costs: [Int], constraints: [IntegerConstraint] = []) throws {
    self.costs = costs
    context = try Z3Context()
    optimize = try context.checked { Z3_mk_optimize($0) }
    try context.checked { Z3_optimize_inc_ref($0, optimize) }
    let sort = try context.checked { Z3_mk_bool_sort($0) }
    plain.reserveCapacity(costs.count)
    negated.reserveCapacity(costs.count)
    for variable in costs.indices {
      let symbol = try context.checked { Z3_mk_int_symbol($0, Int32(variable)) }
      let atom = try context.checked { Z3_mk_const($0, symbol, sort) }
      plain.append(atom)
      negated.append(try context.checked { Z3_mk_not($0, atom) })
    }
    let group = try context.checked { Z3_mk_string_symbol($0, "cost") }
    for (variable, cost) in costs.enumerated() where cost > 0 {
      objective = try context.checked {
        Z3_optimize_assert_soft($0, optimize, negated[variable], String(cost), group)
      }
    }
    for constraint in constraints { try require(constraint) }
  }

  /// Solves one system of constraints, exactly, until the deadline; see ``minimise(deadline:upTo:)``.
  static func minimise(
    costs: [Int], under constraints: [IntegerConstraint], deadline: Deadline, upTo cost: Int = .max
  ) throws -> Outcome {
    let optimizer = try Z3Optimizer(costs: costs)
    for constraint in constraints {
      if deadline.hasPassed { return .stopped(bound: 0) }
      try optimizer.require(constraint)
    }
    return try optimizer.minimise(deadline: deadline, upTo: cost)
  }

  deinit { _ = try? context.checked { Z3_optimize_dec_ref($0, optimize) } }

  /// Largest sum of weights that Z3 handles as a pseudo-Boolean constraint; above 2^31 it turns to bit-vectors.
  private static let weightSumLimit: Int64 = 1 << 30

  /// Adds a constraint. Where its weights are too large for Z3 it is rounded outward, and ``minimise(deadline:upTo:)``
  /// keeps it exactly.
  func require(_ constraint: IntegerConstraint) throws {
    var atoms: [Z3_ast?] = constraint.literals.map {
      $0.isNegated ? negated[Int($0.variable)] : plain[Int($0.variable)]
    }
    let least = constraint.weights.min() ?? 0
    if least >= constraint.bound {
      let clause = try context.checked { Z3_mk_or($0, UInt32(atoms.count), &atoms) }
      try context.checked { Z3_optimize_assert($0, optimize, clause) }
      return
    }
    let total = constraint.total
    var shift: Int64 = 0
    while total >> shift >= Self.weightSumLimit { shift += 1 }
    if shift > 0 { rounded.append(constraint) }
    let roundUp: Int64 = (1 << shift) - 1
    let weights = constraint.weights.map { Int32(($0 + roundUp) >> shift) }
    let bound = Int32(constraint.bound >> shift)
    let sum = try context.checked { Z3_mk_pbge($0, UInt32(atoms.count), &atoms, weights, bound) }
    try context.checked { Z3_optimize_assert($0, optimize, sum) }
  }

  /// Solves under the constraints required so far, exactly, until the deadline.
  ///
  /// - Parameter cost: a cost that is known to be within reach; once no mask can be cheaper, the search stops.
  func minimise(deadline: Deadline, upTo cost: Int = .max) throws -> Outcome {
    var bound = 0
    while true {
      switch try minimiseRounded(deadline: deadline) {
      case .infeasible: return .infeasible
      case .stopped(let other): return .stopped(bound: max(bound, other))
      case .optimal(let mask, let least):
        guard let violated = rounded.first(where: { !$0.isSatisfied(by: mask) }) else {
          return .optimal(mask, cost: least)
        }
        bound = max(bound, least)
        if bound >= cost { return .stopped(bound: bound) }
        try require(violated.clause(against: mask))
      }
    }
  }

  /// The same under the constraints as Z3 knows them.
  private func minimiseRounded(deadline: Deadline) throws -> Outcome {
    let seconds = deadline.remaining
    if seconds <= 0.002 { return .stopped(bound: 0) }
    let parameters = try context.checked { Z3_mk_params($0) }
    try context.checked { Z3_params_inc_ref($0, parameters) }
    defer { _ = try? context.checked { Z3_params_dec_ref($0, parameters) } }
    let name = try context.checked { Z3_mk_string_symbol($0, "timeout") }
    let milliseconds = UInt32(min(seconds * 1000, 4e9 / 2))
    try context.checked { Z3_params_set_uint($0, parameters, name, max(1, milliseconds)) }
    // Signals are the program's business.
    let signals = try context.checked { Z3_mk_string_symbol($0, "ctrl_c") }
    try context.checked { Z3_params_set_bool($0, parameters, signals, false) }
    try context.checked { Z3_optimize_set_params($0, optimize, parameters) }

    // Z3's own timeout can be late, and an interrupt that comes before the check begins is lost: repeat it.
    let interrupter = Z3Interrupter(context, at: deadline)
    let result = Result { try context.checked { Z3_optimize_check($0, optimize, 0, nil) } }
    interrupter.stop()
    do {
      switch try result.get() {
      case Z3_L_TRUE: return try model()
      case Z3_L_FALSE: return .infeasible
      default: return .stopped(bound: try lowerBound())
      }
    } catch let error as Z3Error where deadline.hasPassed && error.isInterruption {
      // Where the interruption meets Z3 outside its search, it calls it an error. The context stays poisoned.
      return .stopped(bound: 0)
    }
  }

  private func model() throws -> Outcome {
    let model = try context.checked { Z3_optimize_get_model($0, optimize) }
    try context.checked { Z3_model_inc_ref($0, model) }
    defer { _ = try? context.checked { Z3_model_dec_ref($0, model) } }
    var mask = [Bool](repeating: false, count: costs.count)
    var cost = 0
    for variable in costs.indices {
      var value: Z3_ast?
      let known = try context.checked { Z3_model_eval($0, model, plain[variable], false, &value) }
      guard known, let value else { continue }
      if try context.checked({ Z3_get_bool_value($0, value) }) == Z3_L_TRUE {
        mask[variable] = true
        cost += costs[variable]
      }
    }
    return .optimal(mask, cost: cost)
  }

  private func lowerBound() throws -> Int {
    guard let objective else { return 0 }
    let value = try context.checked { Z3_optimize_get_lower($0, optimize, objective) }
    var bound: Int64 = 0
    let isInteger = try context.checked { Z3_get_numeral_int64($0, value, &bound) }
    return isInteger ? max(0, Int(bound)) : 0
  }
}

extension MaskSolver {
  /// Name and version of the Z3 library in use.
  public static var z3Version: String { String(cString: Z3_get_full_version()) }
}
