import Testing

@testable import MessagePassing

@Suite struct AllReduceTests {
  @Test(arguments: [1, 2, 3, 8, 13]) func everyRankGetsTheSums(size: Int) throws {
    let results = CommunicatorTests().onRanks(size) { communicator in
      let first = try communicator.allReduceSum([Int64(communicator.rank), 1, Int64.max])
      let second = try communicator.allReduceSum([Int64(communicator.rank * communicator.rank)])
      return [first, second, try communicator.allReduceSum([])]
    }
    let ranks = Int64(size)
    let squares = (0..<ranks).reduce(0) { $0 + $1 * $1 }
    for result in results {
      #expect(try result.get() == [[ranks * (ranks - 1) / 2, ranks, Int64.max &* ranks], [squares], []])
    }
  }

  @Test func differentLengthsAreAnErrorOnEveryRank() {
    let results = CommunicatorTests().onRanks(6) { communicator in
      try communicator.allReduceSum([Int64](repeating: 1, count: communicator.rank == 5 ? 2 : 3))
    }
    for result in results {
      #expect(throws: CommunicatorError.self) { try result.get() }
    }
  }
}
