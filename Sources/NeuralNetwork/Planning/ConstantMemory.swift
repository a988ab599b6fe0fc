import OneDNN

/// A constant in the layout its primitive wants. Never written after `init`.
final class ConstantMemory: Sendable {
  let memory: AlignedMemory

  /// - Parameter values: row-major elements.
  init(_ values: [Float], layout: Layout) throws(NetworkError) {
    precondition(values.count == layout.elementCount)
    memory = try library { () throws(OneDNNError) in
      let memory = try AlignedMemory(byteCount: layout.byteCount)
      try layout.fill(memory.base, with: values)
      return memory
    }
  }

  /// None, for a plan that is never run.
  init() throws(NetworkError) {
    memory = try library { () throws(OneDNNError) in try AlignedMemory(byteCount: 0) }
  }

  /// Another constant under another layout.
  init(_ other: ConstantMemory, from: Layout, to: Layout) throws(NetworkError) {
    memory = try library { () throws(OneDNNError) in
      let memory = try AlignedMemory(byteCount: to.byteCount)
      try from.copy(other.memory.base, to: memory.base, as: to)
      return memory
    }
  }
}
