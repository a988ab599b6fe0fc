/// What is wrong with a job file, and where.
public struct JobFileError: Error, Equatable, CustomStringConvertible {
  /// The file as the user named it.
  public var file: String
  /// Line, from 1; nil where the whole file is meant.
  public var line: Int?
  public var message: String

  public init(file: String, line: Int?, message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  public var description: String {
    if let line { "\(file):\(line): \(message)" } else { "\(file): \(message)" }
  }
}
