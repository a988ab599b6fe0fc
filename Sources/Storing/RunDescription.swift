import Saliency

/// What a run directory is about. A directory serves one job on one data set for ever: opening it for another is
/// refused, because its results would not belong together.
public struct RunDescription: Sendable, Equatable {
  /// The job file's text.
  public var jobText: String
  /// What the command line set in place of the file's values, `methods.smug.k=1000`.
  public var overrides: [String]
  /// Where the job file was, for finding the data again; empty where that is unknown. It decides nothing.
  public var jobFile: String
  /// Number of items of the whole data set, of which the run may cover a part.
  public var itemCount: Int
  /// Which of them this run directory is to hold: `all`, or a shard or subset in words that differ for each, such as
  /// `shard 2/8`.
  public var selection: String
  /// Number of items this run directory is to hold.
  public var expectedCount: Int
  /// Anything else that decides the results, by name: digests of the model and of the data set's listing, ...
  public var fingerprints: [String: String]
  /// Name of each class by index, so that results can be read without the job's files; they decide nothing.
  public var classNames: [String]
  /// Versions of the program and its libraries, by name. They may change between runs and are only written down.
  public var versions: [String: String]
  /// What is to be known of the job's methods and scores; empty for runs of versions that did not store it. It explains
  /// the results and does not decide them: only written down.
  public var methods: [MethodDescription]
  public var scores: [ScoreDescription]
  /// The values that the network gets; nil where there are none, or the run is of a version that did not look. Only written
  /// down.
  public var inputRange: InputRange?

  public init(
    jobText: String, overrides: [String] = [], jobFile: String = "", itemCount: Int, selection: String = "all",
    expectedCount: Int? = nil,
    fingerprints: [String: String] = [:], classNames: [String] = [], versions: [String: String] = [:],
    methods: [MethodDescription] = [], scores: [ScoreDescription] = [], inputRange: InputRange? = nil
  ) {
    self.jobText = jobText
    self.overrides = overrides
    self.jobFile = jobFile
    self.itemCount = itemCount
    self.selection = selection
    self.expectedCount = expectedCount ?? itemCount
    self.fingerprints = fingerprints
    self.classNames = classNames
    self.versions = versions
    self.methods = methods
    self.scores = scores
    self.inputRange = inputRange
  }

  /// A sentence naming the first difference that forbids sharing a run directory; nil when there is none.
  ///
  /// - Parameter olderFingerprint: a fingerprint of this run as earlier versions computed it; nil where that is unknown.
  func difference(
    from stored: RunDescription, olderFingerprint: (String) throws -> String?
  ) rethrows -> String? {
    if jobText != stored.jobText {
      let new = jobText.split(separator: "\n", omittingEmptySubsequences: false)
      let old = stored.jobText.split(separator: "\n", omittingEmptySubsequences: false)
      let line = zip(new, old).prefix { $0 == $1 }.count
      let (was, now) = (line < old.count ? old[line] : "", line < new.count ? new[line] : "")
      return "the job file has changed since: line \(line + 1) was '\(was)' and is '\(now)'"
    }
    if overrides != stored.overrides {
      func text(_ overrides: [String]) -> String {
        overrides.isEmpty ? "no --set" : overrides.map { "--set \($0)" }.joined(separator: " ")
      }
      return "it was made with \(text(stored.overrides)), which now is \(text(overrides))"
    }
    if itemCount != stored.itemCount {
      return "the data set had \(stored.itemCount) items then and has \(itemCount) now"
    }
    if selection != stored.selection {
      return "it covers the selection '\(stored.selection)' and not '\(selection)'"
    }
    if expectedCount != stored.expectedCount {
      return "the run covered \(stored.expectedCount) items then and covers \(expectedCount) now"
    }
    for name in Set(fingerprints.keys).union(stored.fingerprints.keys).sorted()
    where fingerprints[name] != stored.fingerprints[name] {
      if let older = stored.fingerprints[name], older == (try olderFingerprint(name)) { continue }
      let (was, now) = (stored.fingerprints[name] ?? "nothing", fingerprints[name] ?? "nothing")
      return "the \(name) has changed since (it was \(was) and is \(now))"
    }
    return nil
  }

  /// The same where fingerprints of earlier versions are unknown.
  func difference(from stored: RunDescription) -> String? { difference(from: stored) { _ in nil } }
}
