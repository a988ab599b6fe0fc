extension BranchAndBound {
  /// Reduced-cost fixing (Dantzig, Fulkerson and Johnson 1954): a value that would lift the bound to the cutoff is out.
  func reducedCostFixings(
    _ part: BlockSystem, _ reduced: LagrangianSplitting.ReducedCosts, below cutoff: Int
  ) -> [(variable: Int32, value: Bool)] {
    let slack = (cutoff - 1) * scale - reduced.bound
    var fixings: [(variable: Int32, value: Bool)] = []
    for variable in part.costs.indices {
      if reduced.raising[variable] > slack {
        fixings.append((Int32(variable), false))
      } else if reduced.lowering[variable] > slack {
        fixings.append((Int32(variable), true))
      }
    }
    return fixings
  }

  /// The variable both of whose values raise the bound most, as the reduced costs estimate it.
  func branchingVariable(_ part: BlockSystem, _ reduced: LagrangianSplitting.ReducedCosts) -> Int {
    var occurrences = [Int](repeating: 0, count: part.costs.count)
    for block in part.blocks { for variable in block.variables { occurrences[Int(variable)] += 1 } }
    var choice = 0
    var highest = Int.min
    for variable in part.costs.indices {
      let (raising, lowering) = (reduced.raising[variable], reduced.lowering[variable])
      let score = min(raising, lowering) * 1024 + occurrences[variable] * 512 - max(raising, lowering)
      if score > highest {
        highest = score
        choice = variable
      }
    }
    return choice
  }
}
