import MaskSolving
import Saliency

extension ProofTally {
  /// As a record holds it: `solver-components`, `settled-by-ENGINE` for each engine that settled any, and
  /// `confirmed-by-z3` where Z3 proved any again.
  var values: [NamedValue] {
    var values = [NamedValue("solver-components", Double(components))]
    for engine in ProofEngine.allCases {
      if let count = settled[engine] { values.append(NamedValue("settled-by-\(engine.rawValue)", Double(count))) }
    }
    if confirmed > 0 { values.append(NamedValue("confirmed-by-z3", Double(confirmed))) }
    return values
  }
}
