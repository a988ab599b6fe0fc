import BitCollections

/// Writes versions of one input in which some units (windows, regions, words) are shown and the rest of it is something
/// else: runs of neighbouring values are copied, so that a version costs little beside a pass.
struct UnitInputs {
  /// Values of an input.
  let count: Int
  let unitCount: Int
  private let original: [Float]
  private let runs: [Run]

  /// Neighbouring values of one unit.
  private struct Run {
    var unit: Int
    var range: Range<Int>
  }

  /// - Parameters:
  ///   - input: channels first, row-major.
  ///   - labels: the unit of each position, shared by the channels; a negative number for one that is always shown.
  init(input: [Float], labels: [Int32], unitCount: Int) {
    precondition(!labels.isEmpty && input.count % labels.count == 0)
    count = input.count
    original = input
    self.unitCount = unitCount
    var runs: [Run] = []
    for plane in stride(from: 0, to: input.count, by: labels.count) {
      var start = 0
      for position in 1...labels.count where position == labels.count || labels[position] != labels[start] {
        runs.append(Run(unit: Int(labels[start]), range: plane + start..<plane + position))
        start = position
      }
    }
    self.runs = runs
  }

  /// - Parameters:
  ///   - shown: the units that stay as they are.
  ///   - filling: what takes the others' place, ``count`` values.
  func write(shown: BitSet, filling: [Float], to target: UnsafeMutableBufferPointer<Float>) {
    precondition(target.count == count && filling.count == count)
    _ = target.update(fromContentsOf: filling)
    original.withUnsafeBufferPointer { original in
      for run in runs where run.unit < 0 || shown.contains(run.unit) {
        let part = UnsafeMutableBufferPointer(rebasing: target[run.range])
        _ = part.update(fromContentsOf: original[run.range])
      }
    }
  }

  /// One version as an input of its own.
  func values(shown: BitSet, filling: [Float]) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      write(shown: shown, filling: filling, to: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }
}
