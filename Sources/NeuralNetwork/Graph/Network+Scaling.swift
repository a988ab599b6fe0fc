extension Network {
  /// The end of the chain of poolings and rectifiers behind a tensor that nothing else uses: scaling the tensor by a number
  /// above 0 scales the end by the same number, and leaves the derivative between the two as it is. nil where there is no
  /// pooling, so that nothing would be gained by starting there.
  public func scalingEnd(behind tensor: String) -> String? {
    var end = tensor
    var shrinks = false
    while !graph.outputs.contains(end) {
      let users = graph.nodes.filter { $0.inputs.contains(end) }
      guard users.count == 1, let node = users.first, node.inputs.first == end,
        !node.inputs.dropFirst().contains(end), node.outputs.count == 1
      else { break }
      guard let operation = node.operation as? any HomogeneousOperator else { break }
      if operation.shrinks { shrinks = true }
      end = node.outputs[0]
    }
    return shrinks ? end : nil
  }
}
