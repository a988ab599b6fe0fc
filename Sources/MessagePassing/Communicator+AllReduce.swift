extension Communicator {
  /// Below the kinds of ``broadcast(_:)`` and ``prepareOnAllRanks(_:)``, above those free for others.
  private static let sumKind: UInt8 = 251

  /// Adds up arrays of equal length over all ranks (as `MPI_Allreduce` with `MPI_SUM`); every rank gets the sums, and
  /// must call.
  ///
  /// Sums of integers do not depend on the order in which they are added, so the result is the same for any number of
  /// ranks. They wrap around on overflow: leave room. The sums go up the tree down which
  /// ``broadcast(_:)`` sends: no rank receives more than log2 of their number.
  ///
  /// - Throws: `CommunicatorError.lengthsDiffer` on every rank.
  public func allReduceSum(_ values: [Int64]) throws -> [Int64] {
    var sums: [Int64]? = values
    for _ in 0..<childCount {
      let part = Self.decode(try waitForMessage(kind: Self.sumKind).bytes)
      guard let part, let own = sums, part.count == own.count else {
        sums = nil
        continue
      }
      for index in own.indices { sums![index] &+= part[index] }
    }
    if rank > 0 {
      // An empty message says that lengths differed further up.
      let parent = rank - (1 << (Int.bitWidth - 1 - rank.leadingZeroBitCount))
      try send(sums.map { Self.encode($0) } ?? [], kind: Self.sumKind, to: parent)
    }
    let total = try broadcast { sums.map { Self.encode($0) } ?? [] }
    guard let total = Self.decode(total), total.count == values.count else { throw CommunicatorError.lengthsDiffer }
    return total
  }

  private var childCount: Int {
    var step = 1
    while step <= rank { step *= 2 }
    var count = 0
    while rank + step < size {
      count += 1
      step *= 2
    }
    return count
  }

  /// A leading byte tells an empty array from no array.
  private static func encode(_ values: [Int64]) -> [UInt8] {
    [1] + values.withUnsafeBytes { Array($0) }
  }

  private static func decode(_ bytes: [UInt8]) -> [Int64]? {
    guard bytes.first == 1 else { return nil }
    return bytes.withUnsafeBytes { bytes in
      (0..<(bytes.count - 1) / 8).map { bytes.loadUnaligned(fromByteOffset: 1 + 8 * $0, as: Int64.self) }
    }
  }
}
