import COneDNN

/// A compiled oneDNN primitive: immutable and shared by all threads.
package final class Primitive: @unchecked Sendable {
  let handle: dnnl_primitive_t
  package let implementation: String
  package let scratchpad: Layout

  package init(_ descriptor: PrimitiveDescriptor) throws(OneDNNError) {
    var handle: dnnl_primitive_t?
    try check(dnnl_primitive_create(&handle, descriptor.handle), "creating a primitive")
    self.handle = handle!
    implementation = descriptor.implementation
    scratchpad = descriptor.scratchpad
  }

  deinit { dnnl_primitive_destroy(handle) }
}

/// A primitive with the memory of all its operands: ready to be run again and again, by one thread at a time.
package final class BoundPrimitive {
  private let primitive: Primitive
  private let memories: [Memory]
  private let arguments: UnsafeMutableBufferPointer<dnnl_exec_arg_t>

  /// - Parameters:
  ///   - operands: where each argument lies; the memory belongs to the caller and outlives the primitive.
  ///   - scratch: room for what ``Primitive/scratchpad`` describes.
  package init(
    _ primitive: Primitive, _ operands: [(argument: Argument, layout: Layout, pointer: UnsafeMutableRawPointer)],
    scratch: UnsafeMutableRawPointer
  ) throws(OneDNNError) {
    self.primitive = primitive
    var memories: [Memory] = []
    for operand in operands { memories.append(try Memory(operand.layout, at: operand.pointer)) }
    memories.append(try Memory(primitive.scratchpad, at: scratch))
    arguments = .allocate(capacity: memories.count)
    for (i, argument) in (operands.map(\.argument) + [.scratchpad]).enumerated() {
      arguments[i] = dnnl_exec_arg_t(arg: argument.index, memory: memories[i].handle)
    }
    self.memories = memories
  }

  deinit { arguments.deallocate() }

  /// - Parameter place: what it is run for, for the error.
  package func run(on stream: Stream, _ place: @autoclosure () -> String) throws(OneDNNError) {
    let status = dnnl_primitive_execute(
      primitive.handle, stream.handle, Int32(arguments.count), arguments.baseAddress)
    try check(status, "running \(place())")
  }
}

/// A tensor's layout bound to memory that somebody else owns.
private final class Memory {
  let handle: dnnl_memory_t

  init(_ layout: Layout, at pointer: UnsafeMutableRawPointer?) throws(OneDNNError) {
    var handle: dnnl_memory_t?
    let engine = try Engine.get().handle
    let status = with(layout) { winnow_memory_create(&handle, $0[0], engine, pointer) }
    try check(status, "describing memory")
    self.handle = handle!
  }

  deinit { dnnl_memory_destroy(handle) }
}

/// Execution order of primitives; one per thread.
package final class Stream {
  let handle: dnnl_stream_t

  package init() throws(OneDNNError) {
    var handle: dnnl_stream_t?
    try check(
      dnnl_stream_create(&handle, Engine.get().handle, UInt32(dnnl_stream_default_flags.rawValue)), "opening a stream")
    self.handle = handle!
  }

  deinit { dnnl_stream_destroy(handle) }

  /// Returns when all that was run on the stream has ended.
  package func wait() throws(OneDNNError) { try check(dnnl_stream_wait(handle), "waiting") }
}
