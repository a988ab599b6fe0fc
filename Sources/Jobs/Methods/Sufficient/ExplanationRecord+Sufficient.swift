import Explaining
import Saliency
import Scoring
import Storing

/// The units of an item, and how a choice of them is stored.
struct ShownUnits {
  var partition: UnitPartition
  /// Nil where the units are no windows: masks are then stored pixel by pixel.
  var grid: WindowGrid?
  var height: Int
  var width: Int

  /// - Parameter rest: what positions of no unit are, which are never hidden.
  func mask(_ units: [Bool], rest: Bool) -> WindowMask {
    if let grid { return WindowMask(grid: grid, bits: units) }
    return WindowMask(PixelMask(height: height, width: width, bits: partition.spread(units, rest: rest)))
  }
}

extension ExplanationRecord {
  /// The status of an answer that needs nothing of the input: what fills the hidden part gives it alone. That is no
  /// success, so there is no mask and no area.
  static let fillAlone = "fill-alone"

  /// The record of a search for sufficient masks, `sufficient`, `sufficient-2`, ... and `necessary`; see
  /// docs/sufficient.md for the values.
  init(_ found: SufficientExplanation, units: ShownUnits, passesBefore: Int) {
    let first = found.masks[0]
    let needsNothing = first.units.allSatisfy { !$0 }
    var values: [NamedValue] = []
    var masks: [MaskRecord] = []
    if !needsNothing {
      values += [
        NamedValue("cost", Double(first.cost)), NamedValue("windows", Double(first.units.count { $0 })),
        NamedValue("area", first.area), NamedValue("alternatives", Double(first.alternatives)),
        NamedValue("disjoint", Double(found.masks.count)), NamedValue("exhausted", found.isExhausted ? 1 : 0),
      ]
      for (index, mask) in found.masks.enumerated() {
        let name = index == 0 ? SufficientMethod.key : "\(SufficientMethod.key)-\(index + 1)"
        masks.append(MaskRecord(name: name, mask: units.mask(mask.units, rest: true)))
        if index > 0 { values.append(NamedValue("area-\(index + 1)", mask.area)) }
      }
    }
    if let necessary = found.necessary {
      masks.append(MaskRecord(name: "necessary", mask: units.mask(necessary.units, rest: false)))
      values += [
        NamedValue("necessary-area", necessary.area), NamedValue("necessary-cost", Double(necessary.cost)),
        NamedValue("necessary-irreducible", necessary.status == .sufficient ? 0 : 1),
        NamedValue("necessary-minimum", necessary.status == .minimum ? 1 : 0),
        NamedValue("necessary-class", Double(necessary.classes[0])),
      ]
    }
    if let (kept, of) = found.robustness, !needsNothing {
      let interval = BinomialInterval(successes: kept, of: of)
      values += [
        NamedValue("robustness", Double(kept) / Double(of)), NamedValue("robustness-lower", interval.lower),
        NamedValue("robustness-upper", interval.upper), NamedValue("completions", Double(of)),
      ]
    }
    values.append(NamedValue("passes", Double(found.passes + passesBefore)))
    self.init(
      method: SufficientMethod.key, status: needsNothing ? Self.fillAlone : first.status.rawValue, values: values,
      maps: [
        SaliencyMapRecord(
          name: SufficientMethod.key, height: units.height, width: units.width, values: found.map)
      ], masks: masks)
  }

  /// The same with the mask that is proven minimal for the evidence that the answer takes, `proven`, and the irreducible
  /// one that was found inside it, `proven-inside`.
  func adding(_ proven: RefinedMask, inside: AnswerMask?, grid: WindowGrid) throws -> ExplanationRecord {
    var record = self
    let mask = WindowMask(grid: grid, bits: proven.solution.mask)
    guard status != Self.fillAlone, mask.bits.contains(true) else { return record }
    record.masks.append(MaskRecord(name: "proven", mask: mask))
    record.values += [
      NamedValue("proven-area", mask.pixels.share), NamedValue("proven-cost", Double(proven.solution.cost)),
      NamedValue("proven-bound", Double(proven.solution.bound)),
      NamedValue("proven-optimal", proven.solution.status == .optimal ? 1 : 0),
      NamedValue("proven-constraints", Double(proven.constraintCount)),
      NamedValue("proven-rounds", Double(proven.rounds)),
    ]
    if let problem = proven.problem {
      try record.addCertificate(of: proven.solution, for: problem, prefix: "proven-")
    }
    if let inside {
      record.masks.append(MaskRecord(name: "proven-inside", mask: WindowMask(grid: grid, bits: inside.units)))
      record.values.append(NamedValue("proven-inside-area", inside.area))
    }
    return record
  }
}
