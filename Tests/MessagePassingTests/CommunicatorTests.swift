import Foundation
import Synchronization
import Testing

@testable import MessagePassing

struct CommunicatorTests {
  @Test func withoutALauncherThereIsOneRankAndNoMPI() throws {
    let communicator = try Communicator.world(environment: ["SLURM_NTASKS": "8"])
    #expect(communicator.rank == 0)
    #expect(communicator.size == 1)
    #expect(communicator.coreShare == CPUSet.ofThisProcess.count)
    try communicator.finish()
  }

  @Test func tasksOfSlurmWithoutMPIAreRefused() {
    #expect(throws: CommunicatorError.self) { try Communicator.world(environment: ["SLURM_STEP_NUM_TASKS": "4"]) }
  }

  private static let library = MPILibrary.path(ProcessInfo.processInfo.environment)

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: library), "the library of MPI calls is not there: make test builds it")
  )
  func theLibraryTellsItsVersion() throws { #expect(try Communicator.libraryVersion().contains("MPI")) }

  @Test func aLauncherWithoutALibraryIsRefused() {
    let environment = ["PMI_RANK": "0", MPILibrary.variable: "/nowhere/libwinnow-mpi.so"]
    #expect { try Communicator.world(environment: environment) } throws: {
      "\($0)".contains("/nowhere/libwinnow-mpi.so") && "\($0)".contains("make mpi")
    }
  }

  /// A library that is none of ours.
  @Test func anotherLibraryIsRefused() {
    #expect { try MPILibrary(environment: [MPILibrary.variable: "libz.so.1"]) } throws: {
      "\($0)".contains("another version")
    }
  }

  @Test func messagesToOneselfArriveInOrder() throws {
    let communicator = Communicator.single()
    for i in 0..<5 { try communicator.send([UInt8](repeating: 7, count: i), kind: UInt8(i), to: 0) }
    for i in 0..<5 {
      #expect(try communicator.receive() == Message(source: 0, kind: UInt8(i), bytes: Array(repeating: 7, count: i)))
    }
    #expect(try communicator.receive() == nil)
  }

  @Test func waitingForAKindLeavesOthersForLater() throws {
    let communicator = Communicator.single()
    for kind: UInt8 in [1, 2, 3] { try communicator.send([kind], kind: kind, to: 0) }
    #expect(try communicator.waitForMessage(kind: 3).bytes == [3])
    #expect(try communicator.waitForMessage(kind: 1).bytes == [1])
    #expect(try communicator.receive()?.bytes == [2])
  }

  @Test func coresAreDividedAmongTheRanksThatShareThem() {
    let all = Communicator.inProcess(size: 64)
    #expect(all[0].coreShare == max(1, CPUSet.ofThisProcess.count / 64))
    let (low, high) = (CPUSet(words: [0b0011]), CPUSet(words: [0b1100]))
    #expect(!low.overlaps(high))
    #expect(low.overlaps(CPUSet(words: [0b0110])))
    #expect(low.count == 2)
  }

  /// Runs `body` as every rank of a group of threads; gives what each returned or threw, by rank.
  func onRanks<T: Sendable>(
    _ size: Int, _ body: @escaping @Sendable (Communicator) throws -> T
  ) -> [Result<T, any Error>] {
    let results = Mutex<[Int: Result<T, any Error>]>([:])
    // Each communicator is used by its own thread alone.
    nonisolated(unsafe) let communicators = Communicator.inProcess(size: size)
    let group = DispatchGroup()
    for rank in 0..<size {
      // A thread each: the ranks wait for one another.
      DispatchQueue(label: "rank \(rank)").async(group: group) {
        let result = Result { try body(communicators[rank]) }
        results.withLock { $0[rank] = result }
      }
    }
    group.wait()
    return results.withLock { results in (0..<size).map { results[$0]! } }
  }

  @Test(arguments: [1, 2, 3, 8, 11]) func everyRankGetsWhatRankZeroMade(size: Int) throws {
    let results = onRanks(size) { communicator in
      try communicator.broadcast {
        #expect(communicator.rank == 0)
        return [1, 2, 3]
      }
    }
    for result in results { #expect(try result.get() == [1, 2, 3]) }
  }

  struct Trouble: Error {}

  @Test func aFailureOfRankZeroStopsAll() {
    let results = onRanks(3) { try $0.broadcast { throw Trouble() } }
    #expect(throws: Trouble.self) { try results[0].get() }
    for result in results.dropFirst() { #expect(throws: CommunicatorError.self) { try result.get() } }
  }

  @Test(arguments: [0, 2, nil]) func allGoOnOnlyIfAllCould(failing: Int?) throws {
    let results = onRanks(3) { communicator in
      try communicator.prepareOnAllRanks { if communicator.rank == failing { throw Trouble() } }
    }
    for (rank, result) in results.enumerated() {
      if rank == failing {
        #expect(throws: Trouble.self) { try result.get() }
      } else if failing != nil {
        #expect(throws: CommunicatorError.self) { try result.get() }
      } else {
        try result.get()
      }
    }
  }
}
