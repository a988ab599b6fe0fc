import Foundation
import MessagePassing

/// What one rank sees of its host.
struct RankReport: Equatable {
  var rank: Int
  /// Ranks on the same host.
  var nodeSize: Int
  /// Cores in its affinity mask, and of the host.
  var usableCores: Int
  var hostCores: Int
  /// Worker threads that a sweep would start by itself.
  var threads: Int

  /// The reports of all ranks; every rank must call.
  static func gather(_ communicator: Communicator) throws -> [RankReport] {
    let own = [
      communicator.nodeSize, CPUSet.ofThisProcess.count, ProcessInfo.processInfo.processorCount, communicator.coreShare,
    ]
    // Each rank adds its numbers in its own place to zeros.
    var slots = [Int64](repeating: 0, count: communicator.size * own.count)
    for (offset, value) in own.enumerated() { slots[communicator.rank * own.count + offset] = Int64(value) }
    let all = try communicator.allReduceSum(slots).map(Int.init)
    return (0..<communicator.size).map { rank in
      let part = Array(all[rank * own.count..<(rank + 1) * own.count])
      return RankReport(rank: rank, nodeSize: part[0], usableCores: part[1], hostCores: part[2], threads: part[3])
    }
  }

  var row: String {
    func column(_ value: Int, _ width: Int) -> String {
      let text = "\(value)"
      return String(repeating: " ", count: max(0, width - text.count)) + text
    }
    return column(rank, 4) + column(nodeSize, 19) + column(usableCores, 18) + column(hostCores, 19) + column(threads, 9)
  }
}
