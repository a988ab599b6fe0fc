/// The processor cores that a process may run on.
public struct CPUSet: Sendable, Equatable {
  /// One bit per core.
  var words: [UInt64]

  /// Enough for 4096 cores.
  static let wordCount = 64

  init(words: [UInt64]) { self.words = words }

  /// The cores of this process, from its affinity mask: mpirun and Slurm bind processes to some of the node's cores.
  public static var ofThisProcess: CPUSet { CPUSet(words: MPITransport.affinityMask(wordCount: wordCount)) }

  public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  func overlaps(_ other: CPUSet) -> Bool { zip(words, other.words).contains { $0 & $1 != 0 } }
}
