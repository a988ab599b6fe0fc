import CDNNL
import Foundation

/// Memory aligned for vector instructions, freed with its owner.
final class AlignedMemory: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let byteCount: Int

  /// - Parameter isZeroed: what is not, takes no room until it is used.
  init(byteCount: Int, isZeroed: Bool = true) throws(NetworkError) {
    let rounded = max(64, (byteCount + 63) / 64 * 64)
    guard let base = aligned_alloc(64, rounded) else {
      throw .tooLarge("\(byteCount) bytes of memory could not be allocated")
    }
    if isZeroed { memset(base, 0, rounded) }
    self.base = base
    self.byteCount = rounded
  }

  deinit { free(base) }
}

/// A constant in the layout its primitive wants. Never written after `init`.
final class ConstantMemory: Sendable {
  let memory: AlignedMemory

  /// - Parameter values: row-major elements of a tensor of `shape`.
  init(_ values: [Float], shape: [Int], layout: Layout) throws(NetworkError) {
    precondition(values.count == layout.elementCount)
    memory = try AlignedMemory(byteCount: layout.byteCount)
    try copy(values, shape: shape, to: memory.base, layout: layout)
  }

  /// None, for a plan that is never run.
  init() throws(NetworkError) { memory = try AlignedMemory(byteCount: 0) }

  /// Another constant under another layout.
  init(_ other: ConstantMemory, from: Layout, to: Layout) throws(NetworkError) {
    memory = try AlignedMemory(byteCount: to.byteCount)
    try copy(from: other.memory.base, from, to: memory.base, to)
  }
}

/// Copies row-major elements into memory of any layout.
func copy(_ values: [Float], shape: [Int], to pointer: UnsafeMutableRawPointer, layout: Layout) throws(NetworkError) {
  if layout.isPlain {
    values.withUnsafeBytes { pointer.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
    return
  }
  let source = try AlignedMemory(byteCount: values.count * 4)
  values.withUnsafeBytes { source.base.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
  try copy(from: source.base, Layout(plain: layout.shape), to: pointer, layout)
}

/// Copies between memory of two layouts.
func copy(
  from source: UnsafeMutableRawPointer, _ sourceLayout: Layout, to target: UnsafeMutableRawPointer,
  _ targetLayout: Layout
) throws(NetworkError) {
  Engine.useOneThread()
  let primitive = try Primitive(.reorder(from: sourceLayout, to: targetLayout))
  let from = try Memory(sourceLayout, at: source)
  let to = try Memory(targetLayout, at: target)
  let scratch = try AlignedMemory(byteCount: primitive.scratchpad.byteCount)
  let scratchpad = try Memory(primitive.scratchpad, at: scratch.base)
  let stream = try Stream()
  let arguments = [
    dnnl_exec_arg_t(arg: DNNL_ARG_FROM, memory: from.handle), dnnl_exec_arg_t(arg: DNNL_ARG_TO, memory: to.handle),
    dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: scratchpad.handle),
  ]
  try check(dnnl_primitive_execute(primitive.handle, stream.handle, 3, arguments), "reordering")
  try check(dnnl_stream_wait(stream.handle), "reordering")
}
