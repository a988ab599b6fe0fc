import Datasets
import Foundation

/// A job's data set, open.
public enum JobData: Sendable {
  case pictures(any Dataset)
  case sentences(TextDataset)

  public var items: any ItemCollection {
    switch self {
    case .pictures(let dataset): dataset
    case .sentences(let dataset): dataset
    }
  }

  /// Nil where the items are sentences.
  public var pictures: (any Dataset)? {
    if case .pictures(let dataset) = self { dataset } else { nil }
  }

  /// Nil where the items are images.
  public var sentences: TextDataset? {
    if case .sentences(let dataset) = self { dataset } else { nil }
  }
}
