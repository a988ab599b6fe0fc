import OneDNN

/// The constants of a plan, each packed once into every layout that a primitive wants it in.
struct ConstantPool {
  /// Constants are left out: only the sizes of the plan matter.
  private let isSketch: Bool
  private var memories: [ConstantMemory] = []
  private var byKey: [String: [Operand]] = [:]
  private var repacked: [Int: [(from: Layout, copy: Operand)]] = [:]

  init(isSketch: Bool) { self.isSketch = isSketch }

  /// A constant packed once into `layout`, shared between all that ask for the same.
  /// - Parameter tensor: worked out only where it is needed.
  mutating func operand(_ key: String, _ tensor: () -> ConstantTensor, _ layout: Layout) throws(NetworkError)
    -> Operand
  {
    if let known = byKey[key]?.first(where: { $0.layout == layout }) { return known }
    let operand = append(
      try isSketch ? ConstantMemory() : ConstantMemory(tensor().floats, layout: layout), layout)
    byKey[key, default: []].append(operand)
    return operand
  }

  /// A constant packed once more, from one layout into another.
  mutating func operand(_ index: Int, from: Layout, to layout: Layout) throws(NetworkError) -> Operand {
    if let known = repacked[index]?.first(where: { $0.from == from && $0.copy.layout == layout }) {
      return known.copy
    }
    let copy = append(try isSketch ? ConstantMemory() : ConstantMemory(memories[index], from: from, to: layout), layout)
    repacked[index, default: []].append((from, copy))
    return copy
  }

  private mutating func append(_ memory: ConstantMemory, _ layout: Layout) -> Operand {
    memories.append(memory)
    return Operand(place: .constant(memories.count - 1), layout: layout)
  }

  /// The constants that steps use, by number; those that were only packed into another layout are released.
  func used(by steps: [Step]) -> [ConstantMemory?] {
    var used = Set<Int>()
    for step in steps {
      for case .constant(let index) in (step.reads + step.writes).map(\.place) { used.insert(index) }
    }
    return memories.indices.map { used.contains($0) ? memories[$0] : nil }
  }
}
