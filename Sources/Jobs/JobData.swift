import Datasets
import Foundation

/// A job's data set, open.
public enum JobData: Sendable {
  case images(any Dataset)
  case sentences(TextDataset)

  public var items: any ItemCollection {
    switch self {
    case .images(let dataset): dataset
    case .sentences(let dataset): dataset
    }
  }

  /// Nil where the items are sentences.
  public var images: (any Dataset)? {
    if case .images(let dataset) = self { dataset } else { nil }
  }

  /// Nil where the items are images.
  public var sentences: TextDataset? {
    if case .sentences(let dataset) = self { dataset } else { nil }
  }
}
