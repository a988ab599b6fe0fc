import CZ3
import Dispatch
import Foundation
import Timing

// The only file that touches Z3. Every call goes through `Z3Context.checked`, which turns Z3's error codes into Swift
// errors; after an error the context is poisoned and answers nothing any more.

/// A failed Z3 call.
struct Z3Error: Error, CustomStringConvertible {
  var description: String

  /// Z3's words for having been interrupted.
  var isInterruption: Bool { description == "canceled" }

  /// Z3's words for having reached its limit of memory.
  static let outOfMemory = "out of memory"
  var isOutOfMemory: Bool { description.contains(Self.outOfMemory) || description.contains("max. memory exceeded") }
}

/// One Z3 context. Not shared between threads, except for ``interrupt()``.
private final class Z3Context {
  private let raw: Z3_context
  private var isPoisoned = false

  init() throws {
    guard let configuration = Z3_mk_config() else { throw Z3Error(description: "no configuration") }
    let context = Z3_mk_context(configuration)
    Z3_del_config(configuration)
    guard let context else { throw Z3Error(description: "no context") }
    // Z3's own handler would end the process.
    Z3_set_error_handler(context) { _, _ in }
    raw = context
  }

  deinit { Z3_del_context(raw) }

  func checked<Result>(_ call: (Z3_context) -> Result) throws -> Result {
    guard !isPoisoned else { throw Z3Error(description: "the context failed before") }
    let result = call(raw)
    let code = Z3_get_error_code(raw)
    guard code == Z3_OK else {
      isPoisoned = true
      throw Z3Error(description: Z3_get_error_msg(raw, code).map { String(cString: $0) } ?? "error \(code.rawValue)")
    }
    return result
  }

  /// For calls that give an object, which is null when they fail.
  func checked<Result>(_ call: (Z3_context) -> Result?) throws -> Result {
    let result: Result? = try checked { (context: Z3_context) -> Result? in call(context) }
    guard let result else {
      isPoisoned = true
      throw Z3Error(description: "a null object")
    }
    return result
  }

  /// The one call that is safe from another thread and sets no error code.
  func interrupt() { Z3_interrupt(raw) }
}

/// Minimises the cost of a mask under integer constraints with Z3's core-guided MaxSAT.
final class Z3Optimizer {
  enum Outcome {
    /// A mask of least cost.
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

  init(costs: [Int]) throws {
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
  }

  deinit { _ = try? context.checked { Z3_optimize_dec_ref($0, optimize) } }

  /// Largest sum of weights that Z3 handles as a pseudo-Boolean constraint; above 2^31 it turns to bit-vectors.
  private static let weightSumLimit: Int64 = 1 << 30

  /// Adds a constraint, rounded outward where its weights are too large for Z3: the caller checks masks against the
  /// constraint itself and adds clauses for those that violate it.
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
    let roundUp: Int64 = (1 << shift) - 1
    let weights = constraint.weights.map { Int32(($0 + roundUp) >> shift) }
    let bound = Int32(constraint.bound >> shift)
    let sum = try context.checked { Z3_mk_pbge($0, UInt32(atoms.count), &atoms, weights, bound) }
    try context.checked { Z3_optimize_assert($0, optimize, sum) }
  }

  /// Solves under what was required so far; `deadline` nil means as long as it takes.
  func minimise(deadline: Deadline) throws -> Outcome {
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
    let watch = Watch(context, after: seconds)
    let result = Result { try context.checked { Z3_optimize_check($0, optimize, 0, nil) } }
    watch.stop()
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

  /// Interrupts a context every few milliseconds once a time has passed, until stopped; never after it was stopped.
  private final class Watch: @unchecked Sendable {
    private let lock = NSLock()
    private var context: Z3Context?
    private var timer: DispatchSourceTimer?

    init(_ context: Z3Context, after seconds: Double) {
      guard seconds < 1e6 else { return }
      self.context = context
      let timer = DispatchSource.makeTimerSource(queue: .global())
      timer.setEventHandler { [self] in
        lock.withLock { self.context?.interrupt() }
      }
      timer.schedule(deadline: .now() + seconds, repeating: .milliseconds(5))
      self.timer = timer
      timer.activate()
    }

    /// Afterwards the context is not touched again.
    func stop() {
      lock.withLock { context = nil }
      timer?.cancel()
      timer = nil
    }
  }
}

extension MaskSolver {
  /// Name and version of the Z3 library in use.
  public static var z3Version: String { String(cString: Z3_get_full_version()) }
}
