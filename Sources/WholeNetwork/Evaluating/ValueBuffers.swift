/// Vectors of doubles, one for each place in a network, owned together.
final class ValueBuffers {
  private let buffers: [UnsafeMutableBufferPointer<Double>]

  init(widths: [Int]) {
    buffers = widths.map {
      let buffer = UnsafeMutableBufferPointer<Double>.allocate(capacity: max(1, $0))
      buffer.initialize(repeating: 0)
      return UnsafeMutableBufferPointer(rebasing: buffer[..<$0])
    }
  }

  deinit { for buffer in buffers { UnsafeMutablePointer(buffer.baseAddress!).deallocate() } }

  @inline(__always)
  subscript(place: Int) -> UnsafeMutableBufferPointer<Double> { buffers[place] }

  var count: Int { buffers.count }
}
