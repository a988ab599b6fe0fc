import CDNNL

/// How the elements of a tensor lie in memory: oneDNN's memory descriptor behind a type of ours.
///
/// A tensor without axes is described as one of shape [1].
package struct Layout: @unchecked Sendable, Equatable {
  var descriptor: dnnl_memory_desc_t

  init(_ descriptor: dnnl_memory_desc_t) { self.descriptor = descriptor }

  /// Dense row-major floats.
  package init(plain shape: [Int]) {
    self.init(shape: shape.isEmpty ? [1] : shape, strides: Layout.rowMajorStrides(shape.isEmpty ? [1] : shape))
  }

  /// Floats with a stride, in elements, for each axis.
  package init(shape: [Int], strides: [Int]) {
    precondition(shape.count <= Layout.maximumRank && shape.count == strides.count)
    descriptor = dnnl_memory_desc_t()
    let status = withExtents(shape) { dims in
      withExtents(strides) { dnnl_memory_desc_init_by_strides(&descriptor, Int32(shape.count), dims, dnnl_f32, $0) }
    }
    precondition(status == dnnl_success, "no memory descriptor for \(shape)")
  }

  /// Floats in blocks of channels (axis 1), the block innermost and the rest row-major: nChw8c, nChw16c and their like
  /// for 1 and 3 spatial axes.
  package init(shape: [Int], channelBlock: Int) {
    let tags = [
      3: [8: dnnl_nCw8c, 16: dnnl_nCw16c], 4: [8: dnnl_nChw8c, 16: dnnl_nChw16c],
      5: [8: dnnl_nCdhw8c, 16: dnnl_nCdhw16c],
    ]
    descriptor = dnnl_memory_desc_t()
    let status = withExtents(shape) {
      dnnl_memory_desc_init_by_tag(
        &descriptor, Int32(shape.count), $0, dnnl_f32, tags[shape.count]?[channelBlock] ?? dnnl_format_tag_undef)
    }
    precondition(status == dnnl_success, "no memory descriptor for \(shape) in blocks of \(channelBlock)")
  }

  /// Channels in a block, where an image lies in blocks of channels and nothing else; nil otherwise.
  package var channelBlock: Int? {
    guard (3...5).contains(rank), descriptor.format_kind == dnnl_blocked,
      descriptor.format_desc.blocking.inner_nblks == 1
    else {
      return nil
    }
    let block = read(descriptor.format_desc.blocking.inner_blks, count: 1)[0]
    return (block == 8 || block == 16) && self == Layout(shape: shape, channelBlock: block) ? block : nil
  }

  /// The layout of a tensor with extent 1 along some axes that is combined with one of this layout: in the same blocks, or
  /// its axes in the same order. Where the two differ, oneDNN takes ten times as long.
  package func broadcasting(_ shape: [Int]) -> Layout {
    precondition(shape.count == rank)
    if let channelBlock {
      // Where the last block is not full, oneDNN 2.6 can read the wrong channels of the small tensor.
      if shape[1] != 1, shape[1] % channelBlock != 0 { return Layout(plain: shape) }
      return Layout(shape: shape, channelBlock: channelBlock)
    }
    guard !isPlain, descriptor.format_kind == dnnl_blocked, descriptor.format_desc.blocking.inner_nblks == 0 else {
      return Layout(plain: shape)
    }
    let own = read(descriptor.format_desc.blocking.strides, count: rank)
    var strides = own
    var stride = 1
    for axis in shape.indices.sorted(by: { (own[$0], $1) < (own[$1], $0) }) {
      strides[axis] = stride
      stride *= shape[axis]
    }
    return Layout(shape: shape, strides: strides)
  }

  /// "Choose for me": the primitive it is given to picks the layout.
  package init(any shape: [Int]) {
    descriptor = dnnl_memory_desc_t()
    let status = withExtents(shape) {
      dnnl_memory_desc_init_by_tag(&descriptor, Int32(shape.count), $0, dnnl_f32, dnnl_format_tag_any)
    }
    precondition(status == dnnl_success, "no memory descriptor for \(shape)")
  }

  package static let maximumRank = 12

  /// Strides, in elements, of a dense row-major tensor.
  package static func rowMajorStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * max(1, shape[axis + 1]) }
    return strides
  }

  package var rank: Int { Int(descriptor.ndims) }
  package var shape: [Int] { read(descriptor.dims, count: rank) }
  package var byteCount: Int { withUnsafePointer(to: descriptor) { dnnl_memory_desc_get_size($0) } }
  package var elementCount: Int { shape.reduce(1, *) }

  package static func == (a: Layout, b: Layout) -> Bool {
    withUnsafePointer(to: a.descriptor) { x in
      withUnsafePointer(to: b.descriptor) { dnnl_memory_desc_equal(x, $0) != 0 }
    }
  }

  /// Dense, row-major, unblocked. Strides of axes of extent 1 do not count.
  package var isPlain: Bool {
    guard descriptor.format_kind == dnnl_blocked, descriptor.format_desc.blocking.inner_nblks == 0,
      descriptor.offset0 == 0, descriptor.data_type == dnnl_f32
    else { return false }
    let shape = self.shape
    let strides = read(descriptor.format_desc.blocking.strides, count: rank)
    return zip(zip(shape, strides), Layout.rowMajorStrides(shape)).allSatisfy { $0.0 == 1 || $0.1 == $1 }
  }

  /// Elements from one index of axis 0 to the next, when axis 0 is outermost and unblocked, so that samples lie one behind
  /// the other; nil otherwise.
  package var sampleStride: Int? {
    guard descriptor.format_kind == dnnl_blocked, rank > 0, descriptor.offset0 == 0 else { return nil }
    let blocking = descriptor.format_desc.blocking
    let blockedAxes = read(blocking.inner_idxs, count: Int(blocking.inner_nblks))
    guard !blockedAxes.contains(0) else { return nil }
    let padded = read(descriptor.padded_dims, count: rank)
    let slab = padded.dropFirst().reduce(1, *)
    guard slab * shape[0] * 4 == byteCount else { return nil }
    let stride = read(blocking.strides, count: rank)[0]
    return shape[0] == 1 || stride == slab ? slab : nil
  }

  /// The same memory with its axes in another order.
  package func permuted(_ order: [Int]) -> Layout {
    // oneDNN wants, for each old axis, its new place.
    var place = [Int32](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { place[old] = Int32(new) }
    var result = dnnl_memory_desc_t()
    let status = withUnsafePointer(to: descriptor) { dnnl_memory_desc_permute_axes(&result, $0, place) }
    precondition(status == dnnl_success, "cannot permute \(shape) by \(order)")
    return Layout(result)
  }

  /// The same memory seen with another shape of as many elements, or nil where the layout does not allow it.
  package func reshaped(_ shape: [Int]) -> Layout? {
    if isPlain { return Layout(plain: shape) }
    var result = dnnl_memory_desc_t()
    let status = withUnsafePointer(to: descriptor) { from in
      withExtents(shape) { dnnl_memory_desc_reshape(&result, from, Int32(shape.count), $0) }
    }
    return status == dnnl_success ? Layout(result) : nil
  }

  /// A part of a larger tensor's memory, or nil where blocks would be cut.
  package func part(shape: [Int], offsets: [Int]) -> Layout? {
    var result = dnnl_memory_desc_t()
    let status = withUnsafePointer(to: descriptor) { from in
      withExtents(shape) { dims in withExtents(offsets) { dnnl_memory_desc_init_submemory(&result, from, dims, $0) } }
    }
    return status == dnnl_success ? Layout(result) : nil
  }
}

/// Calls `body` with the values as oneDNN's fixed-size array of extents.
func withExtents<R>(_ values: [Int], _ body: (UnsafePointer<dnnl_dim_t>) -> R) -> R {
  var padded = values.map { dnnl_dim_t($0) }
  padded += [dnnl_dim_t](repeating: 0, count: max(0, Layout.maximumRank - padded.count))
  return padded.withUnsafeBufferPointer { body($0.baseAddress!) }
}

/// The leading elements of a C array, which Swift imports as a tuple.
private func read<T>(_ tuple: T, count: Int) -> [Int] {
  withUnsafeBytes(of: tuple) { Array($0.bindMemory(to: dnnl_dim_t.self).prefix(count)).map { Int($0) } }
}
