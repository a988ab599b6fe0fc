import Foundation
import Testing

@testable import Jobs

struct FileDigestTests {
  private func withFile<T>(_ bytes: Data, _ body: (URL) throws -> T) throws -> T {
    let url = FileManager.default.temporaryDirectory.appending(path: "winnow-digest-\(UUID().uuidString)")
    try bytes.write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url)
  }

  /// FIPS 180-4's examples, and a million times "a", which is read in pieces.
  @Test func sha256IsThePublishedOne() throws {
    for (text, digest) in [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ] {
      #expect(try withFile(Data(text.utf8), FileDigest.sha256) == digest)
    }
  }

  /// The values of the reference implementation (Fowler, Noll, Vo: http://www.isthe.com/chongo/tech/comp/fnv).
  @Test func fnv1aIsThePublishedOne() throws {
    #expect(try withFile(Data(), FileDigest.fnv1a) == "cbf29ce484222325")
    #expect(try withFile(Data("a".utf8), FileDigest.fnv1a) == "af63dc4c8601ec8c")
    #expect(try withFile(Data("foobar".utf8), FileDigest.fnv1a) == "85944171f73967e8")
  }

  @Test func aMissingFileIsAnError() {
    #expect(throws: (any Error).self) { try FileDigest.sha256(of: URL(filePath: "/nowhere/at/all")) }
  }
}
