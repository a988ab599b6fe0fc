import Foundation

/// Memory aligned for vector instructions, freed with its owner.
package final class AlignedMemory: @unchecked Sendable {
  package let base: UnsafeMutableRawPointer
  package let byteCount: Int

  /// - Parameter isZeroed: what is not, takes no room until it is used.
  package init(byteCount: Int, isZeroed: Bool = true) throws(OneDNNError) {
    let rounded = max(64, (byteCount + 63) / 64 * 64)
    guard let base = aligned_alloc(64, rounded) else { throw .allocation(byteCount: byteCount) }
    if isZeroed { memset(base, 0, rounded) }
    self.base = base
    self.byteCount = rounded
  }

  deinit { free(base) }
}

extension Layout {
  /// Copies a tensor that lies in this layout into memory of another layout.
  package func copy(_ source: UnsafeMutableRawPointer, to target: UnsafeMutableRawPointer, as other: Layout)
    throws(OneDNNError)
  {
    Engine.useOneThread()
    let primitive = try Primitive(PrimitiveDescriptor(.reorder(from: self, to: other)))
    let scratch = try AlignedMemory(byteCount: primitive.scratchpad.byteCount)
    let stream = try Stream()
    try BoundPrimitive(primitive, [(.from, self, source), (.to, other, target)], scratch: scratch.base)
      .run(on: stream, "a reorder")
    try stream.wait()
  }

  /// Copies row-major elements into memory of this layout.
  package func fill(_ target: UnsafeMutableRawPointer, with values: [Float]) throws(OneDNNError) {
    let source = isPlain ? nil : try AlignedMemory(byteCount: values.count * 4)
    values.withUnsafeBytes { (source?.base ?? target).copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
    if let source { try Layout(plain: shape).copy(source.base, to: target, as: self) }
  }
}
