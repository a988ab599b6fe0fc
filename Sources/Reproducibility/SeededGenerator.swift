import Foundation

/// Random numbers that are the same on every machine and in every release: xoshiro256++ (Blackman and Vigna, "Scrambled
/// linear pseudorandom number generators", 2021), seeded by SplitMix64 as its authors advise.
///
/// `seed` is the job's; `stream` separates what must not share numbers (items, chains, restarts), so that a result does
/// not depend on what else ran before it. Swift's own generator cannot be seeded, and its `shuffled` and `random(in:)`
/// promise no fixed sequence: use the functions below.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  public init(seed: UInt64, stream: UInt64 = 0) {
    // The stream goes through the mixer before it meets the seed: (seed, stream) and (seed + 1, stream - 1) differ.
    var streamMixer = SplitMix64(state: stream)
    var mixer = SplitMix64(state: seed ^ streamMixer.next())
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  public mutating func next() -> UInt64 {
    let sum = state.0 &+ state.3
    let result = ((sum << 23) | (sum >> 41)) &+ state.0
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = (state.3 << 45) | (state.3 >> 19)
    return result
  }

  /// Uniform in [0, 1), of 53 random bits.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in 0 ..< bound, without bias (Lemire's multiplication with rejection).
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0)
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// Standard normal (Marsaglia's polar method; one of each pair is dropped so that the state is the four words alone).
  public mutating func normal() -> Double {
    while true {
      let (a, b) = (2 * unit() - 1, 2 * unit() - 1)
      let square = a * a + b * b
      if square > 0, square < 1 { return a * (-2 * log(square) / square).squareRoot() }
    }
  }

  /// Shuffles in place (Fisher and Yates).
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) { elements.swapAt(last, index(below: last + 1)) }
  }
}
