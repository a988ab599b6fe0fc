extension YAMLValue {
  func double(in range: ClosedRange<Double>) throws(JobFileError) -> Double {
    let value = try double()
    guard range.contains(value) else {
      throw error("\(path) is \(value), but must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// A number between two others, neither included.
  func double(between low: Double, and high: Double) throws(JobFileError) -> Double {
    let value = try double()
    guard value > low, value < high else {
      throw error("\(path) is \(value), but must lie between \(low) and \(high)")
    }
    return value
  }
}
