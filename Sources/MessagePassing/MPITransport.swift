import CMPI
import Foundation

/// Messages over MPI. All calls are made from the thread that made the transport.
final class MPITransport: Transport {
  let library: MPILibrary
  let rank: Int
  let size: Int
  let nodeRank: Int
  let nodeSize: Int
  let nodeAffinity: [CPUSet]
  private(set) var unsentBytes = 0
  private var sends: [PendingSend] = []

  /// MPI counts bytes in an Int32; longer messages are refused rather than cut.
  static let messageLimit = Int(Int32.max)

  private struct PendingSend {
    var request: OpaquePointer
    var bytes: SharedBytes
  }

  private var mpi: cmpi_functions { library.functions }

  init(_ library: MPILibrary) throws {
    self.library = library
    let mpi = library.functions
    // Exit handlers run in the order opposite to their registration: none from before MPI is reached.
    on_exit({ code, _ in _exit(code) }, nil)
    try library.check("start") { mpi.`init`() }
    (rank, size) = try library.pair("number the ranks") { mpi.world($0, $1) }
    (nodeRank, nodeSize) = try library.pair("number the ranks of this host") { mpi.node($0, $1) }
    let mine = CPUSet.ofThisProcess.words
    var all = [UInt64](repeating: 0, count: CPUSet.wordCount * nodeSize)
    try library.check("compare the cores of the ranks on this host") {
      mpi.node_gather(mine, Int32(CPUSet.wordCount * 8), &all)
    }
    nodeAffinity = stride(from: 0, to: all.count, by: CPUSet.wordCount).map {
      CPUSet(words: Array(all[$0..<$0 + CPUSet.wordCount]))
    }
  }

  func send(_ bytes: SharedBytes, kind: UInt8, to destination: Int) throws {
    precondition(bytes.count <= Self.messageLimit, "a message must be shorter than 2 GiB")
    var request: OpaquePointer?
    try library.check("send to rank \(destination)") {
      mpi.isend(bytes.pointer, Int32(bytes.count), Int32(destination), Int32(kind), &request)
    }
    guard let request else { preconditionFailure("a started send has a request") }
    sends.append(PendingSend(request: request, bytes: bytes))
    unsentBytes += bytes.count
  }

  func receive() throws -> Message? {
    try completeSends()
    var found: Int32 = 0
    var (source, tag, count): (Int32, Int32, Int32) = (0, 0, 0)
    try library.check("look for messages") { mpi.iprobe(&found, &source, &tag, &count) }
    guard found != 0 else { return nil }
    let bytes = try [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, filled in
      try library.check("receive from rank \(source)") { mpi.recv(buffer.baseAddress, count, source, tag) }
      filled = Int(count)
    }
    return Message(source: Int(source), kind: UInt8(tag), bytes: bytes)
  }

  private func completeSends() throws {
    var index = 0
    while index < sends.count {
      var done: Int32 = 0
      try library.check("go on sending") { mpi.test(sends[index].request, &done) }
      if done != 0 {
        unsentBytes -= sends.remove(at: index).bytes.count
      } else {
        index += 1
      }
    }
  }

  func finish() throws { try library.check("end") { mpi.finalize() } }

  func abort(exitCode: Int32) -> Never {
    mpi.abort(exitCode)
    // MPI_Abort does not return; should it, the process must not go on.
    _exit(exitCode)
  }

  /// One bit per core this process may run on; works without MPI started.
  static func affinityMask(wordCount: Int) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: wordCount)
    guard cmpi_affinity(&words, Int32(8 * wordCount)) == 0 else {
      // More cores than the mask has bits.
      let count = ProcessInfo.processInfo.activeProcessorCount
      return (0..<wordCount).map { 64 * $0 < count ? .max : 0 }
    }
    return words
  }
}
