import COneDNN

/// How the elements of a tensor lie in memory: oneDNN's memory descriptor behind a type of ours.
///
/// A tensor without axes is described as one of shape [1].
package struct Layout: Sendable, Equatable {
  let object: LayoutObject
  private var description: winnow_layout_description { object.description }

  /// - Parameter make: what creates the object in C.
  private init?(optional make: (inout OpaquePointer?) -> dnnl_status_t) {
    var handle: OpaquePointer?
    guard make(&handle) == dnnl_success, let handle else { return nil }
    object = LayoutObject(handle)
  }

  /// - Parameters:
  ///   - what: for the message, where what cannot fail has failed.
  ///   - make: what creates the object in C.
  init(_ what: @autoclosure () -> String, _ make: (inout OpaquePointer?) -> dnnl_status_t) {
    guard let layout = Layout(optional: make) else { preconditionFailure("no memory descriptor for \(what())") }
    self = layout
  }

  /// Dense row-major floats.
  package init(plain shape: [Int]) {
    self.init(shape: shape.isEmpty ? [1] : shape, strides: Layout.rowMajorStrides(shape.isEmpty ? [1] : shape))
  }

  /// Floats with a stride, in elements, for each axis.
  package init(shape: [Int], strides: [Int]) {
    precondition(shape.count <= Layout.maximumRank && shape.count == strides.count)
    self.init("\(shape)") { result in
      withExtents(shape) { dims in
        withExtents(strides) { winnow_layout_with_strides(&result, Int32(shape.count), dims, $0) }
      }
    }
  }

  /// Floats in blocks of channels (axis 1), the block innermost and the rest row-major: nChw8c, nChw16c and their like
  /// for 1 and 3 spatial axes.
  package init(shape: [Int], channelBlock: Int) {
    let tags = [
      3: [8: dnnl_nCw8c, 16: dnnl_nCw16c], 4: [8: dnnl_nChw8c, 16: dnnl_nChw16c],
      5: [8: dnnl_nCdhw8c, 16: dnnl_nCdhw16c],
    ]
    let tag = tags[shape.count]?[channelBlock] ?? dnnl_format_tag_undef
    self.init("\(shape) in blocks of \(channelBlock)") { result in
      withExtents(shape) { winnow_layout_with_tag(&result, Int32(shape.count), $0, tag) }
    }
  }

  /// Channels in a block, where an image lies in blocks of channels and nothing else; nil otherwise.
  package var channelBlock: Int? {
    guard (3...5).contains(rank), description.is_blocked, description.block_count == 1 else { return nil }
    let block = read(description.block_sizes, count: 1)[0]
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
    guard !isPlain, description.is_blocked, description.block_count == 0 else { return Layout(plain: shape) }
    let own = read(description.strides, count: rank)
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
    self.init("\(shape)") { result in
      withExtents(shape) { winnow_layout_with_tag(&result, Int32(shape.count), $0, dnnl_format_tag_any) }
    }
  }

  package static let maximumRank = 12

  /// Strides, in elements, of a dense row-major tensor.
  package static func rowMajorStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * max(1, shape[axis + 1]) }
    return strides
  }

  package var rank: Int { Int(description.rank) }
  package var shape: [Int] { read(description.shape, count: rank) }
  package var byteCount: Int { withExtendedLifetime(object) { winnow_layout_byte_count(object.handle) } }
  package var elementCount: Int { shape.reduce(1, *) }

  package static func == (a: Layout, b: Layout) -> Bool {
    withExtendedLifetime((a, b)) { winnow_layouts_are_equal(a.object.handle, b.object.handle) }
  }

  /// Dense, row-major, unblocked. Strides of axes of extent 1 do not count.
  package var isPlain: Bool {
    guard description.is_blocked, description.block_count == 0, description.offset == 0, description.is_float else {
      return false
    }
    let shape = self.shape
    let strides = read(description.strides, count: rank)
    return zip(zip(shape, strides), Layout.rowMajorStrides(shape)).allSatisfy { $0.0 == 1 || $0.1 == $1 }
  }

  /// Elements from one index of axis 0 to the next, when axis 0 is outermost and unblocked, so that samples lie one behind
  /// the other; nil otherwise.
  package var sampleStride: Int? {
    guard description.is_blocked, rank > 0, description.offset == 0 else { return nil }
    let blockedAxes = read(description.block_axes, count: Int(description.block_count))
    guard !blockedAxes.contains(0) else { return nil }
    let padded = read(description.padded_shape, count: rank)
    let slab = padded.dropFirst().reduce(1, *)
    guard slab * shape[0] * 4 == byteCount else { return nil }
    let stride = read(description.strides, count: rank)[0]
    return shape[0] == 1 || stride == slab ? slab : nil
  }

  /// The same memory with its axes in another order.
  package func permuted(_ order: [Int]) -> Layout {
    // oneDNN wants, for each old axis, its new place.
    var place = [Int32](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { place[old] = Int32(new) }
    return Layout("\(shape) permuted by \(order)") { result in
      with(self) { winnow_layout_permuted(&result, $0[0], place) }
    }
  }

  /// The same memory seen with another shape of as many elements, or nil where the layout does not allow it.
  package func reshaped(_ shape: [Int]) -> Layout? {
    if isPlain { return Layout(plain: shape) }
    return Layout(optional: { result in
      with(self) { own in withExtents(shape) { winnow_layout_reshaped(&result, own[0], Int32(shape.count), $0) } }
    })
  }

  /// A part of a larger tensor's memory, or nil where blocks would be cut.
  package func part(shape: [Int], offsets: [Int]) -> Layout? {
    Layout(optional: { result in
      with(self) { own in
        withExtents(shape) { dims in withExtents(offsets) { winnow_layout_part(&result, own[0], dims, $0) } }
      }
    })
  }
}

/// The object in C, which is never changed.
final class LayoutObject: @unchecked Sendable {
  let handle: OpaquePointer
  let description: winnow_layout_description

  init(_ handle: OpaquePointer) {
    self.handle = handle
    description = winnow_layout_describe(handle)
  }

  deinit { winnow_layout_free(handle) }
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
