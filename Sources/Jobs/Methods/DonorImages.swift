import Reproducibility

/// Other images of the data set, to stand where an image is hidden.
struct DonorImages {
  let items: ItemContext

  /// Draws by the item's own seed; an image that cannot be read at the input's size gives way to the next draw.
  ///
  /// - Parameter count: how many different ones are wanted.
  /// - Returns: inputs of the model: at least one, and fewer than `count` where the data set has no more.
  func images(_ count: Int, for item: PreparedItem) throws -> [[Float]] {
    guard let dataset = items.data.images, dataset.count > 1 else {
      throw ItemError(kind: "donor", message: "a donor needs a data set of at least two images")
    }
    var generator = SeededGenerator(seed: item.seed, stream: 0xd0)
    var drawn: Set<Int> = []
    var images: [[Float]] = []
    for _ in 0..<20 * count where images.count < count {
      let position = generator.index(below: dataset.count)
      guard drawn.insert(position).inserted, let donor = try? dataset.item(position), donor.id != item.item.id,
        let image = try? dataset.image(of: donor)
      else { continue }
      let (shape, values) = items.preprocessing.tensorValues(from: image)
      if shape == item.shape { images.append(values) }
    }
    guard !images.isEmpty else {
      throw ItemError(kind: "donor", message: "none of 20 items drawn as donor could be read at the input's size")
    }
    return images
  }
}
