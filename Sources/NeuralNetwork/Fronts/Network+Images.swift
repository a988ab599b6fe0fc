extension Network {
  /// The network as one that takes images as Winnow holds them: numbers, channels first, `[C, H, W]`.
  ///
  /// Where the file wants channels last, as TensorFlow and Keras export, a transposition is put in front, so that images,
  /// masks and maps lie the same way for all networks. Where it wants bytes that it only moves about and then casts, its
  /// input becomes one of numbers: the same function, with a gradient.
  ///
  /// - Parameter imageShape: the images' `[C, H, W]`, where they are known.
  public func takingImages(of imageShape: [Int]? = nil) throws(NetworkError) -> Network {
    guard let input = graph.inputs.first, let shape = input.shape else { return self }
    var changed = graph
    if !input.type.isFloatingPoint, shape.count == 4, isOnlyCast(input.name) { changed.inputs[0].type = .float }
    if shape.count == 4, Self.isChannelsLast(Array(shape.dropFirst()), imageShape: imageShape) {
      let name = input.name + ":channels-first"
      var attributes = NodeAttributes(
        opset: graph.opset, inputCount: 1, outputCount: 1, attributes: ["perm": .ints([0, 2, 3, 1])])
      changed.inputs[0].name = name
      changed.inputs[0].shape = [shape[0], shape[3], shape[1], shape[2]]
      changed.nodes.insert(
        Graph.Node(
          name: name, type: "Transpose", inputs: [name], outputs: [input.name], operation: try Transpose(&attributes)),
        at: 0)
    }
    return Network(changed, of: self)
  }

  /// Whether nothing is computed with a tensor before it is cast to numbers.
  private func isOnlyCast(_ tensor: String) -> Bool {
    graph.nodes.filter { $0.inputs.contains(tensor) }.allSatisfy { node in
      guard node.inputs.first == tensor, !node.inputs.dropFirst().contains(tensor) else { return false }
      if let cast = node.operation as? Cast { return cast.type.isFloatingPoint }
      guard node.operation is any MovementOperator || node.operation is any ReshapingOperator else { return false }
      return node.outputs.allSatisfy { isOnlyCast($0) }
    }
  }

  /// Whether a declared shape without the batch axis holds the channels on its last axis.
  ///
  /// A known image decides where it fits one order only; otherwise an extent that only channels have does.
  static func isChannelsLast(_ declared: [Int?], imageShape: [Int]?) -> Bool {
    func fits(_ shape: [Int]) -> Bool { zip(declared, shape).allSatisfy { $0 == nil || $0 == $1 } }
    if let imageShape, imageShape.count == 3 {
      let first = fits(imageShape)
      let last = fits([imageShape[1], imageShape[2], imageShape[0]])
      if first != last { return last }
    }
    let channels: Set<Int?> = [1, 3, 4]
    return channels.contains(declared[2]) && !channels.contains(declared[0])
  }
}
