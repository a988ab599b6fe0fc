/// A finite nonzero double as an odd integer times a power of two.
struct BinaryParts {
  var significand: Int64
  var exponent: Int

  init(_ value: Double) {
    let exponentBits = Int(value.exponentBitPattern)
    var bits = Int64(value.significandBitPattern)
    var place = -1074
    if exponentBits != 0 {
      bits |= 1 << 52
      place = exponentBits - 1075
    }
    let zeros = bits.trailingZeroBitCount
    significand = value.sign == .minus ? -(bits >> zeros) : bits >> zeros
    exponent = place + zeros
  }
}
