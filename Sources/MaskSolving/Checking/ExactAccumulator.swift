/// The exact sum of any number (up to 2^30) of finite doubles.
///
/// A fixed-point number wide enough for every double, kept as 32-bit digits in 64-bit words so that carries can wait
/// until the sign is asked for (a "superaccumulator"; Kulisch). Used only by the independent checks: the solver's own
/// arithmetic is different code.
struct ExactAccumulator {
  /// Digit `d` weighs 2^(32 d - 1074): the least is the smallest denormal's place, and 70 digits leave room above the
  /// largest double for 2^30 of them.
  private var digits = [Int64](repeating: 0, count: 70)

  mutating func reset() {
    for index in digits.indices { digits[index] = 0 }
  }

  mutating func add(_ value: Double) { add(value, negated: false) }
  mutating func subtract(_ value: Double) { add(value, negated: true) }

  private mutating func add(_ value: Double, negated: Bool) {
    precondition(value.isFinite)
    if value == 0 { return }
    let exponentBits = Int(value.exponentBitPattern)
    let significand = exponentBits == 0 ? value.significandBitPattern : value.significandBitPattern | (1 << 52)
    // Place of the significand's last bit, counted from the smallest denormal's.
    let place = exponentBits == 0 ? 0 : exponentBits - 1
    let digit = place / 32
    let shift = place % 32
    let low = significand << UInt64(shift)
    let high = shift == 0 ? 0 : significand >> UInt64(64 - shift)
    let sign: Int64 = (value.sign == .minus) != negated ? -1 : 1
    digits[digit] += sign * Int64(low & 0xffff_ffff)
    digits[digit + 1] += sign * Int64(low >> 32)
    digits[digit + 2] += sign * Int64(high)
  }

  /// -1, 0 or 1: the sign of the exact sum.
  func signum() -> Int {
    var carry: Int64 = 0
    var anyDigit = false
    for digit in digits {
      let sum = digit + carry
      carry = sum >> 32
      if sum & 0xffff_ffff != 0 { anyDigit = true }
    }
    if carry < 0 { return -1 }
    return carry > 0 || anyDigit ? 1 : 0
  }
}
