import ArgumentParser

/// Names that the command line took before it took the job files'.
enum FormerSpelling {
  /// Refuses a former name with a sentence that says the present one.
  static func refuse(_ text: String, _ presentNames: [String: String]) throws {
    if let name = presentNames[text] { throw ValidationError("'\(text)' is now called '\(name)', as in job files.") }
  }
}
