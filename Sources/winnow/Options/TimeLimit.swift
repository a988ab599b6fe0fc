import ArgumentParser

/// A limit of time on the command line: a number of seconds, or none.
struct TimeLimit: ExpressibleByArgument {
  var seconds: Double?

  init(seconds: Double?) { self.seconds = seconds }

  init?(argument: String) {
    if argument == "none" {
      seconds = nil
    } else if let seconds = Double(argument) {
      self.seconds = seconds
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { seconds.map { "\($0)" } ?? "none" }
}
