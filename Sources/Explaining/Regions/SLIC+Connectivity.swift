extension SLIC {
  /// The paper's last step: patches smaller than `smallest` join a neighbour, so that every label is one patch.
  ///
  /// Patches are found in reading order; a small one joins the finished patch above or left of its first pixel, and the
  /// very first patch is kept whatever its size.
  static func connected(_ labels: [Int], height: Int, width: Int, smallest: Int) -> [Int] {
    var result = [Int](repeating: -1, count: labels.count)
    var next = 0
    var patch: [Int] = []
    for start in labels.indices where result[start] < 0 {
      let above = start >= width ? result[start - width] : -1
      let left = start % width > 0 ? result[start - 1] : -1
      let neighbour = max(above, left)
      patch.removeAll(keepingCapacity: true)
      patch.append(start)
      result[start] = next
      var cursor = 0
      while cursor < patch.count {
        let pixel = patch[cursor]
        let x = pixel % width
        if x > 0 { visit(pixel - 1) }
        if x < width - 1 { visit(pixel + 1) }
        if pixel >= width { visit(pixel - width) }
        if pixel + width < labels.count { visit(pixel + width) }
        cursor += 1
      }
      if patch.count < smallest, neighbour >= 0 {
        for pixel in patch { result[pixel] = neighbour }
      } else {
        next += 1
      }
    }
    return result

    func visit(_ pixel: Int) {
      guard result[pixel] < 0, labels[pixel] == labels[patch[0]] else { return }
      result[pixel] = next
      patch.append(pixel)
    }
  }
}
