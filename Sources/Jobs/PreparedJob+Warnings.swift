extension PreparedJob {
  /// What people should know before a sweep begins, a sentence each: settings that serve, but may mean little with this
  /// model.
  public func warnings() throws -> [String] {
    guard case .network(let network, let data, _) = model else { return [] }
    let context = JobContext(
      model: network, preprocessing: file.preprocessing, inputShape: inputShape, data: data, classNames: classNames,
      seed: file.seed)
    return try file.methods.compactMap { method in
      guard case .network(let settings) = method else { return nil }
      return try settings.warning(for: context)
    }
  }
}
