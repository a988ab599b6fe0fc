import Crypto
import Foundation

/// Digests of files: they tell a changed model from the one that a run was begun with.
enum FileDigest {
  private static let pieceSize = 1 << 20

  /// SHA-256 (FIPS 180-4) of a file's bytes as 64 hexadecimal digits, read a megabyte at a time.
  static func sha256(of url: URL) throws -> String {
    var hash = SHA256()
    try forEachPiece(of: url) { hash.update(data: $0) }
    return hash.finalize().map { digits($0) }.joined()
  }

  /// FNV-1a over a file's bytes as 16 hexadecimal digits: what runs were stored with before SHA-256.
  static func fnv1a(of url: URL) throws -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    try forEachPiece(of: url) { piece in
      piece.withUnsafeBytes { bytes in
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
      }
    }
    return digits(hash)
  }

  private static func forEachPiece(of url: URL, _ body: (Data) -> Void) throws {
    let file = try FileHandle(forReadingFrom: url)
    defer { try? file.close() }
    while let piece = try file.read(upToCount: pieceSize), !piece.isEmpty { body(piece) }
  }

  private static func digits<T: FixedWidthInteger>(_ value: T) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: T.bitWidth / 4 - digits.count) + digits
  }
}
