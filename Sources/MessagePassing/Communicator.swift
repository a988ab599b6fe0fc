import DequeModule
import Foundation
import Timing

/// The ranks of a program and the messages between them.
///
/// Belongs to the thread that made it (the main thread, as MPI demands). Nothing waits inside MPI: a wait there would
/// keep a whole core busy, so messages are polled for, with a sleep in between.
public final class Communicator {
  private let transport: any Transport
  /// Messages that arrived while another kind was waited for.
  private var deferred: Deque<Message> = []
  /// Seconds spent sending, receiving and looking for messages so far.
  public private(set) var secondsSpent = 0.0

  init(_ transport: any Transport) { self.transport = transport }

  /// Every rank that mpirun or srun started; a single rank, without touching MPI, when none of them did.
  ///
  /// Call once in a program, from its main thread.
  /// - Throws: `MPIError`, or a `CommunicatorError` where a launcher started ranks that cannot speak with one another.
  public static func world(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> Communicator {
    // MPI_Init outside of mpirun would start a daemon of its own, which takes half a second and wants ssh.
    let launchers = ["OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"]
    if launchers.contains(where: { environment[$0] != nil }) {
      let library = try MPILibrary(environment: environment)
      let transport = try MPITransport(library)
      // A launcher of another MPI is not understood: each rank would take itself for the only one.
      if transport.size == 1, let started = startedRanks(environment), started > 1 {
        throw CommunicatorError.foreignLauncher(ranks: started, library: library.version ?? "unknown")
      }
      return Communicator(transport)
    }
    if let tasks = environment["SLURM_STEP_NUM_TASKS"].flatMap({ Int($0) }), tasks > 1 {
      throw CommunicatorError.noMPIUnderSlurm(tasks: tasks)
    }
    return single()
  }

  /// Ranks that the launcher says it started; nil where it does not say.
  private static func startedRanks(_ environment: [String: String]) -> Int? {
    ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"].lazy.compactMap { environment[$0].flatMap { Int($0) } }
      .first
  }

  /// A single rank that does not touch MPI.
  public static func single() -> Communicator { Communicator(InProcessTransport.group(size: 1)[0]) }

  /// Ranks inside one process, each to be handed to a thread of its own: for tests and rehearsals.
  public static func inProcess(size: Int) -> [Communicator] {
    InProcessTransport.group(size: size).map(Communicator.init)
  }

  /// Name and version of the MPI library that a launcher's ranks would use, for diagnosis; does not start MPI.
  public static func libraryVersion() throws(CommunicatorError) -> String {
    try MPILibrary().version ?? "an MPI that does not tell its version"
  }

  /// This host's name, without asking the network for more of it (as Foundation does).
  public static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  public var rank: Int { transport.rank }
  public var size: Int { transport.size }
  /// Rank among the ranks on the same host.
  public var nodeRank: Int { transport.nodeRank }
  /// Number of ranks on the same host.
  public var nodeSize: Int { transport.nodeSize }
  /// Bytes of messages that were sent and not yet taken over by the receiver or the network.
  public var unsentBytes: Int { transport.unsentBytes }

  /// Cores for this rank: those it may run on, divided by the number of ranks that share them. At least 1.
  public var coreShare: Int {
    let mine = transport.nodeAffinity[nodeRank]
    let sharers = transport.nodeAffinity.count { $0.overlaps(mine) }
    return max(1, mine.count / max(1, sharers))
  }

  /// Starts sending and returns at once. Messages from one rank to another arrive in the order they were sent.
  /// - Precondition: fewer than 2 GiB.
  public func send(_ bytes: [UInt8], kind: UInt8, to rank: Int) throws {
    try send(SharedBytes(bytes), kind: kind, to: rank)
  }

  func send(_ bytes: SharedBytes, kind: UInt8, to rank: Int) throws {
    try timed { try transport.send(bytes, kind: kind, to: rank) }
  }

  /// The next message, or nil when none has arrived. Also moves pending sends along: call it now and then.
  public func receive() throws -> Message? {
    if let message = deferred.popFirst() { return message }
    return try timed { try transport.receive() }
  }

  /// Polls until a message of `kind` arrives; others stay for later.
  public func waitForMessage(kind: UInt8, pollInterval: useconds_t = 500) throws -> Message {
    if let index = deferred.firstIndex(where: { $0.kind == kind }) { return deferred.remove(at: index) }
    while true {
      if let message = try timed({ try transport.receive() }) {
        if message.kind == kind { return message }
        deferred.append(message)
      } else {
        usleep(pollInterval)
      }
    }
  }

  /// Sees pending sends through and ends the communication. With MPI, returns when every rank has come here.
  public func finish() throws {
    while unsentBytes > 0 {
      if let message = try receive() { deferred.append(message) }
      usleep(200)
    }
    try transport.finish()
  }

  /// Ends every rank at once, without finishing anything.
  public func abort(exitCode: Int32) -> Never { transport.abort(exitCode: exitCode) }

  private func timed<T>(_ body: () throws -> T) rethrows -> T {
    let watch = Stopwatch()
    defer { secondsSpent += watch.seconds }
    return try body()
  }
}

/// Why there is no communication between ranks.
public enum CommunicatorError: Error, CustomStringConvertible {
  case noMPIUnderSlurm(tasks: Int)
  /// The library with the MPI calls cannot be loaded.
  case noMPILibrary(path: String, reason: String)
  /// The launcher belongs to another MPI than the library.
  case foreignLauncher(ranks: Int, library: String)
  /// Rank 0 met an error, which it reports itself.
  case rankZeroFailed
  /// Another rank met an error.
  case rankFailed(rank: Int, host: String, reason: String)
  /// Ranks wanted to add up arrays of different lengths.
  case lengthsDiffer

  public var description: String {
    switch self {
    case .noMPIUnderSlurm(let tasks):
      """
      srun started \(tasks) tasks without MPI, and each would sweep on its own. Start them with 'srun --mpi=pmix' or \
      with mpirun.
      """
    case .noMPILibrary(let path, let reason):
      """
      MPI cannot be loaded from \(path): \(reason). Build it with `make mpi`, or with scripts/build-mpi-library and the \
      mpicc of the MPI whose launcher you use; \(MPILibrary.variable) names it where it lies elsewhere.
      """
    case .foreignLauncher(let ranks, let library):
      """
      \(ranks) ranks were started, but each sees itself alone: the launcher belongs to another MPI than \
      \(library). Use that MPI's mpirun, or build the library for the \
      launcher's: scripts/build-mpi-library with its mpicc.
      """
    case .lengthsDiffer: "the ranks do not agree on what they add up; do all of them run the same program and job?"
    case .rankZeroFailed: "rank 0 failed and reports why"
    case .rankFailed(let rank, let host, let reason): "rank \(rank) on \(host): \(reason)"
    }
  }
}
