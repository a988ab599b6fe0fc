import CKernels
import OneDNN
import Timing

/// Runs a plan: owns the scratch memory that a plan needs. One for each thread; must not be used by two at once.
public final class Runner {
  public let plan: Plan
  private let arena: AlignedMemory
  private let scratchpad: AlignedMemory
  private let stream: Stream
  private var prepared: [Prepared] = []
  /// Time spent in each step, when asked for.
  private(set) var stepNanoseconds: [UInt64]?
  private(set) var forwardRuns = 0
  private(set) var backwardRuns = 0

  private enum Prepared {
    case primitive(BoundPrimitive)
    case kernel(@Sendable ([UnsafeMutablePointer<Float>]) -> Void, [UnsafeMutablePointer<Float>])
  }

  /// - Parameter profiled: whether to measure each step; see ``profile()``.
  public init(_ plan: Plan, profiled: Bool = false) throws(NetworkError) {
    self.plan = plan
    (arena, scratchpad, stream) = try library { () throws(OneDNNError) in
      // Some primitives ask for more scratch memory than they use.
      (
        try AlignedMemory(byteCount: plan.memory.byteCount),
        try AlignedMemory(byteCount: plan.scratchpadBytes, isZeroed: false), try Stream()
      )
    }
    stepNanoseconds = profiled ? [UInt64](repeating: 0, count: plan.steps.count) : nil
    for step in plan.steps { prepared.append(try prepare(step)) }
  }

  private func prepare(_ step: Step) throws(NetworkError) -> Prepared {
    switch step.action {
    case .kernel(let operands, let run):
      return .kernel(run, operands.map { pointer($0).assumingMemoryBound(to: Float.self) })
    case .primitive(let primitive, let operands):
      return .primitive(
        try library { () throws(OneDNNError) in
          try BoundPrimitive(
            primitive, operands.map { ($0.argument, $0.operand.layout, pointer($0.operand)) },
            scratch: scratchpad.base)
        })
    }
  }

  private func pointer(_ operand: Operand) -> UnsafeMutableRawPointer {
    switch operand.place {
    case .region(let i): arena.base + plan.memory.offsets[i]
    case .constant(let i): plan.constants[i]!.memory.base
    }
  }

  private func run(_ range: Range<Int>) throws(NetworkError) {
    Engine.useOneThread()
    try library { () throws(OneDNNError) in
      for i in range {
        let watch = stepNanoseconds == nil ? nil : Stopwatch(.threadCPU)
        switch prepared[i] {
        case .primitive(let primitive): try primitive.run(on: stream, plan.nodes[plan.steps[i].node].name)
        case .kernel(let run, let pointers): run(pointers)
        }
        if let watch { stepNanoseconds![i] += watch.nanoseconds }
      }
      try stream.wait()
    }
  }

  /// Forgets what was measured.
  public func clearProfile() {
    if stepNanoseconds != nil { stepNanoseconds = [UInt64](repeating: 0, count: plan.steps.count) }
    (forwardRuns, backwardRuns) = (0, 0)
  }

  // MARK: running

  /// Sets the given tensors and computes the plan's outputs.
  ///
  /// A tensor given has the plan's shape, or fewer samples along its first axis: one sample is repeated for the whole batch,
  /// otherwise the rest of the batch is left as it was and means nothing.
  public func forward(_ inputs: [String: Tensor] = [:]) throws(NetworkError) {
    for (name, tensor) in inputs { try set(name, tensor) }
    try run(0..<plan.backwardStart)
    forwardRuns += 1
  }

  /// Computes the gradient of one element of the plan's seed tensor a sample, with respect to the tensors the plan starts
  /// at. ``forward(_:)`` must have run before, each time: the backward pass writes over values that it needs no longer.
  /// - Parameter elements: for each sample the index of the element, counted in row-major order within the sample; samples
  ///   beyond the list get no gradient.
  public func backward(of elements: [Int]) throws(NetworkError) {
    guard let seed = plan.seed else { throw .mismatch("the plan was not made for gradients") }
    let size = seed.operand.layout.elementCount / plan.batch
    guard elements.count <= plan.batch, elements.allSatisfy({ (0..<size).contains($0) }) else {
      throw .mismatch("elements \(elements) do not exist in '\(plan.seedTensor!)', which has \(size) a sample")
    }
    let pointer = self.pointer(seed.operand).assumingMemoryBound(to: Float.self)
    pointer.update(repeating: 0, count: seed.operand.layout.elementCount)
    for (sample, element) in elements.enumerated() { pointer[sample * size + element] = 1 }
    try run(plan.backwardStart..<plan.steps.count)
    backwardRuns += 1
  }

  /// Computes the vector-Jacobian product of the plan's seed tensor with respect to the tensors the plan starts at.
  /// ``forward(_:)`` must have run before.
  /// - Parameter write: gets the gradient of a loss with respect to each element of the seed tensor to fill in, row-major
  ///   with the whole batch, zeroed.
  public func backward(fromGradient write: (UnsafeMutableBufferPointer<Float>) throws -> Void) throws {
    guard let seed = plan.seed else { throw NetworkError.mismatch("the plan was not made for gradients") }
    let pointer = self.pointer(seed.operand).assumingMemoryBound(to: Float.self)
    let count = seed.operand.layout.elementCount
    pointer.update(repeating: 0, count: count)
    try write(UnsafeMutableBufferPointer(start: pointer, count: count))
    try run(plan.backwardStart..<plan.steps.count)
    backwardRuns += 1
  }

  /// The same from a gradient given, row-major with the whole batch.
  public func backward(gradient: [Float]) throws(NetworkError) {
    guard let seed = plan.seed, seed.operand.layout.elementCount == gradient.count else {
      throw .mismatch("the plan was not made for gradients of \(gradient.count) elements")
    }
    let pointer = self.pointer(seed.operand).assumingMemoryBound(to: Float.self)
    gradient.withUnsafeBufferPointer { pointer.update(from: $0.baseAddress!, count: $0.count) }
    try run(plan.backwardStart..<plan.steps.count)
    backwardRuns += 1
  }

  // MARK: reading and writing

  /// Sets a start or frontier tensor; see ``forward(_:)``.
  public func set(_ name: String, _ tensor: Tensor) throws(NetworkError) {
    let (port, stride) = try input(name)
    let given = tensor.shape.isEmpty ? [1] : tensor.shape
    let wanted = port.shape.isEmpty ? [1] : port.shape
    guard given.count == wanted.count, given.dropFirst().elementsEqual(wanted.dropFirst()), given[0] > 0,
      given[0] <= wanted[0]
    else {
      throw .mismatch("'\(name)' takes \(Shape.text(port.shape)), not \(Shape.text(given))")
    }
    let pointer = self.pointer(port.operand).assumingMemoryBound(to: Float.self)
    if given[0] == 1 && wanted[0] > 1 {
      let sample = try native(tensor, for: name)
      for i in 0..<wanted[0] { copy(sample, to: pointer + i * stride) }
    } else if port.operand.layout.isPlain {
      tensor.values.withUnsafeBufferPointer { pointer.update(from: $0.baseAddress!, count: $0.count) }
    } else {
      for i in 0..<given[0] {
        let size = tensor.count / given[0]
        let part = Tensor(shape: [1] + given.dropFirst(), values: Array(tensor.values[i * size..<(i + 1) * size]))
        copy(try native(part, for: name), to: pointer + i * stride)
      }
    }
  }

  private func copy(_ values: [Float], to pointer: UnsafeMutablePointer<Float>) {
    values.withUnsafeBufferPointer { pointer.update(from: $0.baseAddress!, count: $0.count) }
  }

  /// Values of an output (or start) tensor after ``forward(_:)``, row-major.
  public func value(of name: String) throws(NetworkError) -> Tensor {
    let resolved = plan.resolved(name)
    guard let port = plan.outputs[resolved] ?? plan.inputs[resolved] else {
      throw .mismatch("the plan does not give '\(name)'")
    }
    return try read(port)
  }

  /// Gradient with respect to a start tensor after ``backward(of:)``, row-major.
  public func gradient(of name: String) throws(NetworkError) -> Tensor {
    guard let port = plan.gradients[plan.resolved(name)] else {
      throw .mismatch("the plan does not give the gradient of '\(name)'")
    }
    return try read(port)
  }

  private func read(_ port: Plan.Port) throws(NetworkError) -> Tensor {
    Tensor(shape: port.shape, values: try row(port.operand.layout, pointer(port.operand)))
  }

  private func row(_ layout: Layout, _ pointer: UnsafeMutableRawPointer) throws(NetworkError) -> [Float] {
    let count = layout.elementCount
    var result = [Float](repeating: 0, count: count)
    if layout.isPlain {
      result.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: count * 4)) }
    } else {
      let plain = try library { () throws(OneDNNError) in
        let plain = try AlignedMemory(byteCount: count * 4)
        try layout.copy(pointer, to: plain.base, as: Layout(plain: layout.shape))
        return plain
      }
      result.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(start: plain.base, count: count * 4)) }
    }
    return result
  }

  private func input(_ name: String) throws(NetworkError) -> (port: Plan.Port, stride: Int) {
    guard let port = plan.inputs[plan.resolved(name)] else {
      throw .mismatch("the plan does not take '\(name)'; it takes \(plan.inputs.keys.sorted().joined(separator: ", "))")
    }
    return (port, port.operand.layout.sampleStride ?? port.operand.layout.elementCount / (port.shape.first ?? 1))
  }

  private func sampleLayout(_ port: Plan.Port) -> Layout {
    // Samples lie one behind the other, so one alone has the same layout with a batch of 1.
    port.operand.layout.part(shape: [1] + port.shape.dropFirst(), offsets: port.shape.map { _ in 0 })!
  }

  // MARK: paths of points, in the layout of the start tensor

  /// One sample in the memory order of a start tensor: opaque to the caller, who hands it back to ``setPath(_:from:to:at:)``.
  public func native(_ sample: Tensor, for name: String) throws(NetworkError) -> [Float] {
    let (port, stride) = try input(name)
    guard sample.count == port.operand.layout.elementCount / (port.shape.first ?? 1) else {
      throw .mismatch(
        "'\(name)' takes \(Shape.text(Array(port.shape.dropFirst()))) a sample, not \(Shape.text(sample.shape))")
    }
    if port.operand.layout.isPlain { return sample.values }
    let memory = try library { () throws(OneDNNError) in
      let memory = try AlignedMemory(byteCount: stride * 4)
      try sampleLayout(port).fill(memory.base, with: sample.values)
      return memory
    }
    return Array(UnsafeBufferPointer(start: memory.base.assumingMemoryBound(to: Float.self), count: stride))
  }

  /// Fills the batch with points on the straight line between two samples: `start + alpha (end - start)`.
  /// - Parameters:
  ///   - start: nil for zero.
  ///   - alphas: at most as many as the batch; the rest of the batch repeats the last.
  public func setPath(_ name: String, from start: [Float]?, to end: [Float], at alphas: [Double]) throws(NetworkError) {
    let (port, stride) = try input(name)
    precondition(!alphas.isEmpty && alphas.count <= plan.batch && end.count == stride)
    let pointer = self.pointer(port.operand).assumingMemoryBound(to: Float.self)
    for i in 0..<plan.batch {
      let alpha = Float(alphas[min(i, alphas.count - 1)])
      end.withUnsafeBufferPointer { end in
        if let start {
          start.withUnsafeBufferPointer {
            winnow_interpolate(pointer + i * stride, $0.baseAddress, end.baseAddress, alpha, stride)
          }
        } else {
          winnow_interpolate(pointer + i * stride, nil, end.baseAddress, alpha, stride)
        }
      }
    }
  }

  /// Adds `weights[i]` times the gradient of sample i to a sum, all in the start tensor's memory order.
  public func accumulateGradient(of name: String, weights: [Double], into sum: inout [Double]) throws(NetworkError) {
    let (_, stride) = try input(name)
    guard let port = plan.gradients[plan.resolved(name)] else {
      throw .mismatch("the plan does not give the gradient of '\(name)'")
    }
    precondition(sum.count == stride && weights.count <= plan.batch)
    let pointer = self.pointer(port.operand).assumingMemoryBound(to: Float.self)
    sum.withUnsafeMutableBufferPointer {
      winnow_accumulate($0.baseAddress, pointer, weights, weights.count, stride)
    }
  }

  /// Row-major values of a sample in a start tensor's memory order.
  public func rowMajor(_ native: [Double], for name: String) throws(NetworkError) -> [Double] {
    let (port, stride) = try input(name)
    precondition(native.count == stride)
    if port.operand.layout.isPlain { return native }
    // oneDNN reorders floats: two of them carry a double's 48 leading bits.
    let high = native.map { Float($0) }
    let low = zip(native, high).map { Float($0 - Double($1)) }
    let layout = sampleLayout(port)
    var result = [Double](repeating: 0, count: layout.elementCount)
    for part in [high, low] {
      let memory = try library { () throws(OneDNNError) in try AlignedMemory(byteCount: stride * 4) }
      part.withUnsafeBytes { memory.base.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
      for (i, v) in try row(layout, memory.base).enumerated() { result[i] += Double(v) }
    }
    return result
  }
}
