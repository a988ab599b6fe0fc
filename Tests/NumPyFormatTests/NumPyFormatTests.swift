import Foundation
import Testing

@testable import NumPyFormat

@Suite struct NumPyArrayTests {
  /// numpy.save of arange(6, dtype=f4).reshape(2, 3), NumPy 2.
  static let saved =
    Data([0x93] + Array("NUMPY\u{1}\0v\0".utf8))
    + Data("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }".utf8)
    + Data(String(repeating: " ", count: 58).utf8) + Data("\n".utf8)
    + [Float](arrayLiteral: 0, 1, 2, 3, 4, 5).withUnsafeBytes { Data($0) }

  @Test func readsWhatNumPyWrote() throws {
    let array = try NumPyArray(parsing: Self.saved, name: "a.npy")
    #expect(array.shape == [2, 3])
    #expect(array.type == .float32)
    #expect(array.floats == [0, 1, 2, 3, 4, 5])
  }

  @Test func writesTheBytesThatNumPyWrites() {
    #expect(NumPyArray(shape: [2, 3], floats: [0, 1, 2, 3, 4, 5]).fileContent == Self.saved)
  }

  @Test func roundTripOfEveryType() throws {
    let arrays = [
      NumPyArray(shape: [3], floats: [1.5, -2, .infinity]), NumPyArray(shape: [], doubles: [.pi]),
      NumPyArray(shape: [2, 1], int32s: [-7, .max]), NumPyArray(shape: [2], integers: [.min, .max]),
      NumPyArray(shape: [0, 4], uint8s: []), NumPyArray(shape: [1, 2], bools: [true, false]),
    ]
    for array in arrays {
      let back = try NumPyArray(parsing: array.fileContent, name: "x")
      #expect(back == array)
      #expect(array.fileContent.count - array.bytes.count == 128)
    }
    #expect(arrays[3].integers == [.min, .max])
    #expect(arrays[5].integers == [1, 0])
    #expect(arrays[0].integers == nil)
  }

  @Test func badFilesAreErrors() {
    for length in [0, 5, 11, 60, Self.saved.count - 1] {
      #expect(throws: NumPyError.self) { try NumPyArray(parsing: Self.saved.prefix(length), name: "x") }
    }
    for (old, new) in [("<f4", "<c8"), ("(2, 3)", "(2, 9)"), ("fortran", "cobolll"), ("2, 3", "9999999999999999999,9")]
    {
      let text = String(decoding: Self.saved.dropFirst(10).prefix(118), as: UTF8.self)
      let changed = text.replacing(old, with: new)
      let length = UInt8(changed.utf8.count)
      let file = Self.saved.prefix(8) + Data([length, 0]) + Data(changed.utf8) + Self.saved.suffix(24)
      #expect(throws: NumPyError.self, "\(new)") { try NumPyArray(parsing: Data(file), name: "x") }
    }
  }
}

@Suite struct NumPyFileWriterTests {
  @Test func growsAndStaysReadable() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).npy")
    defer { try? FileManager.default.removeItem(at: url) }
    let writer = try NumPyFileWriter(url: url, rowShape: [2, 2], type: .float32)
    try writer.synchronize()
    #expect(try NumPyArray(contentsOf: url).shape == [0, 2, 2])
    try writer.append([1, 2, 3, 4] as [Float])
    try writer.synchronize()
    try writer.append([Float](repeating: 9, count: 4 * 11))
    #expect(try NumPyArray(contentsOf: url).floats == [1, 2, 3, 4])
    try writer.close()
    let array = try NumPyArray(contentsOf: url)
    #expect(array.shape == [12, 2, 2])
    #expect(array.floats == [1, 2, 3, 4] + [Float](repeating: 9, count: 44))
  }

  @Test func unwritablePlaceIsAnError() {
    #expect(throws: NumPyError.self) {
      _ = try NumPyFileWriter(url: URL(filePath: "/nonexistent/a.npy"), rowShape: [1], type: .uint8)
    }
  }
}

@Suite struct NumPyArchiveTests {
  /// numpy.savez_compressed with a: f4 2x3, b: i8 scalar 7, c: big-endian i4, d: Fortran-order f8, e: bool, s: text.
  static let deflated = Data(
    base64Encoded: """
      UEsDBC0AAAAIAAAAIQBP6QAq//////////8FABQAYS5ucHkBABAAmAAAAAAAAABVAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKu
      o6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CsaaOgq1CmQDLgYwaLAHEg5ABMQNQLzAAQBQSwMELQAAAAgAAAAhACO48Gz/////
      /////wUAFABiLm5weQEAEACIAAAAAAAAAEYAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4F
      ihdnJBakAvkamjoKtQoUAS52BggAAFBLAwQtAAAACAAAACEA0dXUPP//////////BQAUAGMubnB5AQAQAJgAAAAAAAAAVAAAAAAAAACb7Bfq
      GxDJyFDGUK2eklqcXKRupaBul2mirqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOgrGmjoKtQpkAy4GCGAEYiYgZgZiFiBmBQBQ
      SwMELQAAAAgAAAAhAOTIBmD//////////wUAFABkLm5weQEAEACwAAAAAAAAAFcAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmoa6j
      oJ6WX1RSlJgXn1+UkgoSDykqTQUKF2ckFqQCuRpGOgrGmjoKtQrkAy4GFMDhAKE/2ENoASifAUqLOAAAUEsDBC0AAAAIAAAAIQDuGbtd////
      //////8FABQAZS5ucHkBABAAggAAAAAAAABGAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF6TZKiuo6Cell9UUpSYF59flJIKEndLzClO
      BYoXZyQWpAL5GkY6mjoKtQoUAC5GBgBQSwMELQAAAAgAAAAhAE7W8cX//////////wUAFABzLm5weQEAEACEAAAAAAAAAEYAAAAAAAAAm+wX
      6hsQychQxlCtnpJanFykbqWgbhNqqK6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkamjoKtQoUAa4KBgYGAFBLAQItAy0AAAAIAAAA
      IQBP6QAqVQAAAJgAAAAFAAAAAAAAAAAAAACAAQAAAABhLm5weVBLAQItAy0AAAAIAAAAIQAjuPBsRgAAAIgAAAAFAAAAAAAAAAAAAACAAYwA
      AABiLm5weVBLAQItAy0AAAAIAAAAIQDR1dQ8VAAAAJgAAAAFAAAAAAAAAAAAAACAAQkBAABjLm5weVBLAQItAy0AAAAIAAAAIQDkyAZgVwAA
      ALAAAAAFAAAAAAAAAAAAAACAAZQBAABkLm5weVBLAQItAy0AAAAIAAAAIQDuGbtdRgAAAIIAAAAFAAAAAAAAAAAAAACAASICAABlLm5weVBL
      AQItAy0AAAAIAAAAIQBO1vHFRgAAAIQAAAAFAAAAAAAAAAAAAACAAZ8CAABzLm5weVBLBQYAAAAABgAGADIBAAAcAwAAAAA=
      """, options: .ignoreUnknownCharacters)!

  /// numpy.savez with a: f2 [0, 1], b: u8 [2^63].
  static let stored = Data(
    base64Encoded: """
      UEsDBC0AAAAAAAAAIQAet3yW//////////8FABQAYS5ucHkBABAAhAAAAAAAAACEAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmMics
      ICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg
      ICAgICAgICAgICAgICAgICAgICAKAAAAPFBLAwQtAAAAAAAAACEAJ0oGl///////////BQAUAGIubnB5AQAQAIgAAAAAAAAAiAAAAAAAAACT
      TlVNUFkBAHYAeydkZXNjcic6ICc8dTgnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMSwpLCB9ICAgICAgICAgICAgICAg
      ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgCgAAAAAAAACAUEsBAi0DLQAAAAAAAAAhAB63fJaEAAAAhAAA
      AAUAAAAAAAAAAAAAAIABAAAAAGEubnB5UEsBAi0DLQAAAAAAAAAhACdKBpeIAAAAiAAAAAUAAAAAAAAAAAAAAIABuwAAAGIubnB5UEsFBgAA
      AAACAAIAZgAAAHoBAAAAAA==
      """, options: .ignoreUnknownCharacters)!

  @Test func readsDeflatedMembers() throws {
    let archive = try NumPyArchive(parsing: Self.deflated, name: "x.npz")
    #expect(archive.names == ["a", "b", "c", "d", "e", "s"])
    #expect(try archive["a"].floats == [0, 1, 2, 3, 4, 5])
    #expect(try archive["b"].shape == [])
    #expect(try archive["b"].integers == [7])
    #expect(try archive["c"].integers == [0, 1, 2, 3, 4, 5])
    #expect(try archive["d"].doubles == [0, 1, 2, 3, 4, 5])
    #expect(try archive["d"].shape == [2, 3])
    #expect(try archive["e"].integers == [1, 0])
    #expect(throws: NumPyError.self) { try archive["s"] }
    #expect(throws: NumPyError.self) { try archive["nothing"] }
  }

  @Test func readsStoredMembers() throws {
    let archive = try NumPyArchive(parsing: Self.stored, name: "x.npz")
    #expect(try archive["a"].floats == [0, 1])
    #expect(try archive["b"].integers == nil)
    #expect(try archive["b"].doubles == [0x1p63])
  }

  @Test func cutOffOrDamagedArchivesAreErrorsNotCrashes() throws {
    for length in stride(from: 0, to: Self.deflated.count, by: 7) {
      #expect(throws: NumPyError.self) { try NumPyArchive(parsing: Self.deflated.prefix(length), name: "x") }
    }
    for position in 0..<Self.stored.count {
      var file = Self.stored
      file[position] ^= 0xff
      guard let archive = try? NumPyArchive(parsing: file, name: "x") else { continue }
      for name in archive.names { _ = try? archive[name] }
    }
    var file = Self.stored
    file[180] ^= 1
    #expect(throws: NumPyError.self) { try NumPyArchive(parsing: file, name: "x")["a"] }
  }
}
