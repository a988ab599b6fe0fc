import Reproducibility

/// Large-neighbourhood search over strips of the image: all of a strip's windows are re-optimised at once, with the rest
/// held at their values.
///
/// A strip of a few rows, columns or diagonals is minimised exactly, from end to end, by ``FrontierElimination``. Among equally
/// cheap masks a random one is taken, so that the search drifts over plateaus.
struct StripSearch {
  let system: BlockSystem
  /// Row and column of each variable.
  private let places: [SIMD2<Int32>]
  let blocksOfVariable: [[Int32]]
  /// Always feasible.
  var values: [Int8]
  var cost: Int
  /// Entries touched by the last step, a measure of its time.
  var lastWork = 0
  private var random = SplitMix64(state: 7)
  let memory: FrontierMemory
  /// Where memory is short, strips are thinner.
  private var widthCap = Int.max

  /// - Parameter start: a feasible assignment.
  init(_ system: BlockSystem, places: [SIMD2<Int32>], start: [Int8], memory: FrontierMemory) {
    self.system = system
    self.places = places
    self.memory = memory
    values = start
    cost = system.penalisedCost(start)
    var blocksOfVariable = [[Int32]](repeating: [], count: system.costs.count)
    for (index, block) in system.blocks.enumerated() {
      for variable in block.variables { blocksOfVariable[Int(variable)].append(Int32(index)) }
    }
    self.blocksOfVariable = blocksOfVariable
  }

  /// The same search from another mask.
  mutating func restart(from start: [Int8]) {
    values = start
    cost = system.penalisedCost(start)
  }

  /// Directions across a strip: rows, columns and diagonals.
  private static let directions: [SIMD2<Int32>] = [
    SIMD2(1, 0), SIMD2(0, 1), SIMD2(1, 1), SIMD2(1, -1), SIMD2(2, 1), SIMD2(1, 2), SIMD2(2, -1), SIMD2(1, -2),
  ]

  /// Re-optimises one strip; says whether the mask became cheaper.
  @discardableResult
  mutating func step(width: Int) -> Bool {
    let width = min(width, widthCap)
    let direction = Self.directions[Int(random.next() % UInt64(Self.directions.count))]
    func across(_ variable: Int) -> Int32 { (places[variable] &* direction).wrappedSum() }
    func along(_ variable: Int) -> Int32 { places[variable][1] &* direction[0] &- places[variable][0] &* direction[1] }
    let middle = across(Int(random.next() % UInt64(places.count)))
    // As thick as the frontier allows: doubled at first, then refined.
    var strip: Strip?
    var reach: Int32 = 1
    while true {
      let side = Int32(random.next() & 1)
      let inside = places.indices.filter {
        let distance = across($0) &- middle
        return distance >= -reach + side && distance <= reach
      }
      guard let wider = Strip(self, inside, widthLimit: width, along: along) else { break }
      let isWhole = inside.count == places.count
      strip = wider
      if isWhole { break }
      reach += 1
    }
    lastWork = 1 << 16
    guard let strip else { return false }
    return optimise(strip)
  }

  /// The free windows and the tables that mention them, with the rest put in.
  private struct Strip {
    var variables: [Int]
    var blocks: [Int]

    init?(_ search: StripSearch, _ inside: [Int], widthLimit: Int, along: (Int) -> Int32) {
      variables = inside
      var isFree = [Bool](repeating: false, count: search.places.count)
      for variable in inside { isFree[variable] = true }
      var ends: [Int32: Int32] = [:]
      for variable in inside {
        let place = along(variable)
        for block in search.blocksOfVariable[variable] { ends[block] = max(ends[block] ?? .min, place) }
      }
      blocks = ends.keys.sorted { (ends[$0]!, $0) < (ends[$1]!, $1) }.map { Int($0) }
      // How wide the frontier becomes.
      var usesLeft = [Int32](repeating: 0, count: isFree.count)
      for block in blocks { for variable in search.system.blocks[block].variables { usesLeft[Int(variable)] += 1 } }
      var isAlive = [Bool](repeating: false, count: isFree.count)
      var alive = 0
      for block in blocks {
        let members = search.system.blocks[block].variables
        for variable in members where isFree[Int(variable)] && !isAlive[Int(variable)] {
          isAlive[Int(variable)] = true
          alive += 1
        }
        if alive > widthLimit { return nil }
        for variable in members where isFree[Int(variable)] {
          usesLeft[Int(variable)] -= 1
          if usesLeft[Int(variable)] == 0 { alive -= 1 }
        }
      }
    }
  }

  /// Some variables and the blocks that mention them as a system of its own, with the rest put in.
  func restricted(to variables: [Int], blocks: [Int]) -> BlockSystem {
    var local = [Int32](repeating: -1, count: places.count)
    for (index, variable) in variables.enumerated() { local[variable] = Int32(index) }
    var part = BlockSystem(
      costs: variables.map { system.costs[$0] }, values: [Int8](repeating: -1, count: variables.count), blocks: [])
    for index in blocks {
      var block = system.blocks[index]
      for position in block.variables.indices.reversed() where local[Int(block.variables[position])] < 0 {
        block.restrict(position, to: values[Int(block.variables[position])] == 1)
      }
      block.variables = block.variables.map { local[Int($0)] }
      part.blocks.append(block)
    }
    return part
  }

  private mutating func optimise(_ strip: Strip) -> Bool {
    let part = restricted(to: strip.variables, blocks: strip.blocks)
    let sweep = FrontierElimination(part, order: FrontierOrder(part, sequence: Array(part.blocks.indices)))
    lastWork += sweep.work
    let tables = memory.budget?.reserve(sweep.tableBytes)
    defer { withExtendedLifetime(tables) {} }
    guard memory.budget == nil || tables != nil, memory.holds(sweep) else {
      widthCap = max(6, sweep.width - 2)
      return false
    }
    // Noise too small to outweigh a unit of cost decides between equal ones.
    let scale = max(2, min(256, Int(FrontierElimination.costLimit) / 2 / max(1, part.costs.max() ?? 1)))
    let noise = max(1, min(8, scale / max(1, part.costs.count)))
    let costs = sweep.variables.map { variable -> Int16 in
      Int16(part.costs[Int(variable)] * scale + Int(random.next() % UInt64(noise + 1)))
    }
    var found = [UInt8](repeating: 0, count: costs.count)
    _ = sweep.minimise(costs: costs, memory: memory, values: &found)
    var candidate = values
    for (variable, value) in zip(sweep.variables, found) {
      candidate[strip.variables[Int(variable)]] = Int8(value)
    }
    // A sweep that ran into its ceiling may be wrong.
    let newCost = system.penalisedCost(candidate)
    guard newCost <= cost else { return false }
    let isBetter = newCost < cost
    values = candidate
    cost = newCost
    return isBetter
  }
}
