import Foundation

/// Direction numbers of the Sobol' sequence, 32 bits each.
///
/// Computed from primitive polynomials and initial numbers by the recurrence of Bratley and Fox, "Algorithm 659", ACM TOMS
/// 14 (1988): m_k = 2 a_1 m_(k-1) ^ 4 a_2 m_(k-2) ^ ... ^ 2^s m_(k-s) ^ m_(k-s).
enum SobolDirectionNumbers {
  static let bits = 32

  /// The numbers of the first `count` dimensions, `bits` of each: entry `[dimension * bits + k]` is v_(k+1) scaled by
  /// 2^32.
  ///
  /// - Precondition: `count` is at most ``dimensions``.
  static func vectors(count: Int) -> [UInt32] {
    precondition(count <= dimensions)
    var vectors: [UInt32] = []
    vectors.reserveCapacity(count * bits)
    // The first dimension is van der Corput's sequence: every m_k is 1.
    if count > 0 { for k in 0..<bits { vectors.append(1 << UInt32(bits - 1 - k)) } }
    var reader = BitReader(data: table)
    for _ in 1..<max(count, 1) {
      let degree = Int(reader.next(5))
      let coefficients = reader.next(degree - 1)
      var numbers: [UInt32] = []
      for k in 1...degree { numbers.append(2 * reader.next(k - 1) + 1) }
      for k in degree..<bits {
        let oldest = numbers[k - degree]
        var number = oldest ^ (oldest << UInt32(degree))
        for j in 1..<max(degree, 1) where coefficients >> UInt32(degree - 1 - j) & 1 == 1 {
          number ^= numbers[k - j] << UInt32(j)
        }
        numbers.append(number)
      }
      for k in 0..<bits { vectors.append(numbers[k] << UInt32(bits - 1 - k)) }
    }
    return vectors
  }

  private static let table = [UInt8](Data(base64Encoded: packed, options: .ignoreUnknownCharacters) ?? Data())
}

/// Reads a stream of bits, the most significant bit of each byte first.
private struct BitReader {
  let data: [UInt8]
  var position = 0

  /// The next `count` bits as a number, 0 bits as 0.
  mutating func next(_ count: Int) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      value = value << 1 | UInt32(data[position >> 3] >> UInt8(7 - position & 7) & 1)
      position += 1
    }
    return value
  }
}
