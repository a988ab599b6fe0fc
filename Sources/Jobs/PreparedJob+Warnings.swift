extension PreparedJob {
  /// What people should know before a sweep begins, a sentence each: settings that serve, but may mean little with this
  /// model.
  public func warnings() throws -> [String] {
    guard case .network(let network, let data, _) = model else { return [] }
    let context = JobContext(
      model: network, preprocessing: file.preprocessing, inputShape: inputShape, data: data, classNames: classNames,
      seed: file.seed)
    // The same method with several settings may say the same several times.
    var seen: Set<String> = []
    let answers = try data.images.flatMap { try AnswerCheck(job: self, network: network, images: $0).warning() }
    return try [answers].compactMap(\.self)
      + file.methods.compactMap { try $0.warning(for: context) }.filter { seen.insert($0).inserted }
  }
}
