import Datasets
import Dispatch
import Explaining
import Synchronization

// Fitting a generator to the data set, before the sweep: each rank sums over its share of the items, the sums are added
// up over the ranks, and every rank fits the same components. The sums are whole numbers, so that neither the number of
// ranks nor that of threads changes the result.
extension PreparedJob {
  /// Whether ``moments(rank:ranks:threads:)`` and ``fitGenerator(words:)`` must run before the sweep.
  public var needsFitting: Bool { fitting != nil }

  private var fitting: (components: Int, items: Int)? {
    guard case .principalComponents(let components, let items)? = variations?.job.generator else { return nil }
    return (components, items)
  }

  private func emptyMoments(components: Int) -> PixelMoments {
    PixelMoments(
      width: model.inputShape.reduce(1, *), components: components, bound: variations?.pixels.bound ?? 1)
  }

  /// This rank's sums over the data set. Items that cannot be read are left out; the sweep records why.
  ///
  /// - Returns: whole numbers to be added up over all ranks.
  public func moments(rank: Int, ranks: Int, threads: Int) throws -> [Int64] {
    guard let fitting, let dataset = data.images else { return [] }
    // At most so many items, evenly spread over the data set; the same whatever the number of ranks.
    let count = min(dataset.count, fitting.items)
    let chosen = stride(from: rank, to: count, by: ranks).map { $0 * dataset.count / count }
    let total = Mutex(emptyMoments(components: fitting.components))
    let failure = Mutex<(any Error)?>(nil)
    let parts = max(1, min(threads, chosen.count))
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      var moments = emptyMoments(components: fitting.components)
      for place in stride(from: part, to: chosen.count, by: parts) {
        guard let image = try? dataset.image(of: dataset.item(chosen[place])) else { continue }
        let (shape, values) = file.preprocessing.tensorValues(from: image)
        guard shape == inputShape.dimensions else { continue }
        do {
          try moments.add(values)
        } catch {
          failure.withLock { $0 = error }
          return
        }
      }
      total.withLock { $0.add(moments) }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    return total.withLock { $0.words }
  }

  /// Fits the generator to the sums of all ranks.
  public mutating func fitGenerator(words: [Int64]) throws {
    guard let fitting, let variations else { return }
    var moments = emptyMoments(components: fitting.components)
    moments.add(words: words)
    fittedGenerator = FittedGenerator(
      try PrincipalComponentGenerator(
        moments: moments, components: fitting.components, shape: model.inputShape,
        valueRanges: variations.pixels.valueRanges))
  }
}

/// A fitted generator as it is handed to worker threads, each of which makes its own copy.
struct FittedGenerator: @unchecked Sendable {
  // Immutable after fitting: PrincipalComponentGenerator holds constants alone.
  let generator: PrincipalComponentGenerator

  init(_ generator: PrincipalComponentGenerator) { self.generator = generator }
}
