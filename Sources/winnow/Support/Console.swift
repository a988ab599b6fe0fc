import Foundation

/// What the program tells people, on standard error: standard output is for results.
enum Console {
  static func say(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  static func fail(_ text: String) {
    say("Error: \(text)")
  }
}
