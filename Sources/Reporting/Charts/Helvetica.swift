/// What must be known of the font Helvetica to place words that a reader of PDF sets: its widths (Adobe's font
/// metrics).
enum Helvetica {
  /// Length of a text in ems.
  static func width(of text: String, isBold: Bool) -> Double {
    let widths = isBold ? bold : regular
    return codes(of: text).reduce(0) { sum, code in
      // Beyond ASCII letters and signs are about as wide as a digit.
      let width = code >= 32 && Int(code) - 32 < widths.count ? widths[Int(code) - 32] : code == 0xA0 ? 278 : 556
      return sum + Double(width) / 1000
    }
  }

  /// A text in the encoding WinAnsi, which is Latin-1 with typographic signs.
  static func codes(of text: String) -> [UInt8] {
    text.unicodeScalars.map { scalar in
      switch scalar.value {
      case 32..<127, 0xA0..<0x100: UInt8(scalar.value)
      // A minus sign, for want of one, is as long as an en dash.
      case 0x2013, 0x2212: 0x96
      case 0x2014: 0x97
      case 0x2018: 0x91
      case 0x2019: 0x92
      case 0x201C: 0x93
      case 0x201D: 0x94
      case 0x2022: 0x95
      case 0x2026: 0x85
      case 0x202F: 0xA0
      default: UInt8(ascii: "?")
      }
    }
  }

  /// Thousandths of an em, from the space to the tilde.
  private static let regular = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556,
    556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722,
    778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,
    556,
    556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ]

  private static let bold = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556,
    556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722,
    778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333,
    611,
    611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
  ]
}
