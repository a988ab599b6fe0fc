import OneDNN
import Testing

/// Where elements lie in memory, against plain index arithmetic.
struct LayoutTests {
  /// A tensor of shape [2, 10, 3, 2] whose element i is i.
  let shape = [2, 10, 3, 2]
  var values: [Float] { (0..<120).map { Float($0) } }

  @Test(arguments: [8, 16]) func blocksOfChannelsLieInnermost(lanes: Int) throws {
    let layout = Layout(shape: shape, channelBlock: lanes)
    #expect(layout.channelBlock == lanes && !layout.isPlain)
    let blocks = (shape[1] + lanes - 1) / lanes
    #expect(layout.byteCount == 4 * 2 * blocks * lanes * 6)
    #expect(layout.sampleStride == blocks * lanes * 6)
    let memory = try AlignedMemory(byteCount: layout.byteCount)
    try layout.fill(memory.base, with: values)
    let floats = memory.base.assumingMemoryBound(to: Float.self)
    for (i, value) in values.enumerated() {
      let (sample, channel, pixel) = (i / 60, i / 6 % 10, i % 6)
      let place = ((sample * blocks + channel / lanes) * 6 + pixel) * lanes + channel % lanes
      #expect(floats[place] == value)
    }
  }

  @Test func aCopyThroughBlocksGivesBackWhatWentIn() throws {
    let (plain, blocked) = (Layout(plain: shape), Layout(shape: shape, channelBlock: 8))
    let (middle, end) = (
      try AlignedMemory(byteCount: blocked.byteCount), try AlignedMemory(byteCount: plain.byteCount)
    )
    try blocked.fill(middle.base, with: values)
    try blocked.copy(middle.base, to: end.base, as: plain)
    let floats = UnsafeBufferPointer(start: end.base.assumingMemoryBound(to: Float.self), count: 120)
    #expect(Array(floats) == values)
  }

  @Test func viewsOfPlainMemoryHaveTheStridesExpected() {
    let layout = Layout(plain: shape)
    #expect(layout.permuted([0, 2, 3, 1]) == Layout(shape: [2, 3, 2, 10], strides: [60, 2, 1, 6]))
    #expect(layout.reshaped([20, 6]) == Layout(plain: [20, 6]))
    #expect(layout.part(shape: [2, 4, 3, 2], offsets: [0, 3, 0, 0])?.shape == [2, 4, 3, 2])
    #expect(Layout(shape: shape, channelBlock: 8).part(shape: [2, 4, 3, 2], offsets: [0, 3, 0, 0]) == nil)
  }

  @Test func anOperationThatDoesNotFitIsRefusedInASentence() {
    let error = #expect(throws: OneDNNError.self) {
      try PrimitiveDescriptor(
        .matmul(
          source: Layout(plain: [2, 3]), weights: Layout(plain: [4, 5]), bias: nil, destination: Layout(plain: [2, 5])))
    }
    #expect(error?.description == "oneDNN failed preparing a matrix product of [2, 3] and [4, 5]: invalid arguments")
  }
}
