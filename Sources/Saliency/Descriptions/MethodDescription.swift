/// What people should know of an explanation method, declared beside it and stored with a run, so that tables and
/// reports need no list of methods of their own.
public struct MethodDescription: Sendable, Equatable, Codable {
  /// What a method asks of the model.
  public enum Need: String, Sendable, Codable {
    /// Gradients and layers: an ONNX network.
    case gradients
    /// Scores alone: any model, programs too.
    case scores
  }

  /// A saliency map or a mask that the method writes.
  public struct Output: Sendable, Equatable, Codable {
    /// Its name in records: `smug-base`.
    public var key: String
    /// Its name in tables: `SMUG base`.
    public var name: String

    public init(_ key: String, _ name: String) {
      self.key = key
      self.name = name
    }
  }

  /// The name in job files and records: `grad-cam`.
  public var key: String
  /// The name in tables: `Grad-CAM`.
  public var name: String
  /// Place in tables, ascending; equal ranks keep the job's order.
  public var rank: Int
  public var need: Need
  /// Whether it explains sentences as well as images.
  public var servesSentences: Bool
  /// The maps and masks that it writes, the most important first.
  public var outputs: [Output]
  /// Where it is published.
  public var source: String

  public init(
    key: String, name: String, rank: Int, need: Need, servesSentences: Bool, outputs: [Output], source: String = ""
  ) {
    self.key = key
    self.name = name
    self.rank = rank
    self.need = need
    self.servesSentences = servesSentences
    self.outputs = outputs
    self.source = source
  }
}
