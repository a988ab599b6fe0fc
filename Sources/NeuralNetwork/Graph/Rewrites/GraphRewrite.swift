/// A change to a graph that leaves what it computes as it is and makes it cheaper: one file in this folder each, and a line
/// in ``ConcreteGraph/rewrites``.
protocol GraphRewrite: Sendable {
  /// - Parameter protected: tensors that must stay computable under their names, besides the graph's outputs.
  static func apply(to graph: inout ConcreteGraph, protected: Set<String>) throws(NetworkError)
}

extension ConcreteGraph {
  /// All rewrites, in the order in which they are applied before a graph is planned.
  static let rewrites: [any GraphRewrite.Type] = [
    BatchNormalizationFolding.self, PaddingFolding.self, GeluFusion.self, BiasFolding.self,
  ]

  mutating func rewrite(protected: Set<String>) throws(NetworkError) {
    for rewrite in Self.rewrites { try rewrite.apply(to: &self, protected: protected) }
  }
}
