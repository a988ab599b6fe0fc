import Storing

extension PreparedJob {
  /// What is looked at before a sweep begins.
  public struct Preflight: Sendable {
    /// What people should know, a sentence each: answers that make no sense, settings that serve but may mean little with
    /// this model.
    public var warnings: [String] = []
    /// The values that the network gets; nil for sentences and programs.
    public var inputRange: InputRange?
  }

  public func preflight() throws -> Preflight {
    guard case .network(let network, let data, _) = model else { return Preflight() }
    let context = JobContext(
      model: network, preprocessing: file.preprocessing, inputShape: inputShape, data: data, classNames: classNames,
      seed: file.seed)
    // The same method with several settings may say the same several times.
    var seen: Set<String> = []
    let check = try data.images.map { try AnswerCheck(job: self, network: network, images: $0) }
    let warnings =
      try [check?.warning()].compactMap(\.self)
      + file.methods.compactMap { try $0.warning(for: context) }.filter { seen.insert($0).inserted }
    return Preflight(warnings: warnings, inputRange: check?.range)
  }
}
