extension UnsafeMutableBufferPointer<Double> {
  /// Moves the `count` largest values to the front, without sorting them; the last of them is the smallest of them.
  ///
  /// Quickselect: C. A. R. Hoare, "Algorithm 65: Find", Communications of the ACM 4 (1961). The same values always come
  /// out in the same order.
  ///
  /// - Parameter count: 1 through the number of values.
  public func selectLargest(_ count: Int) {
    var (low, high) = (0, self.count - 1)
    while low < high {
      let pivot = self[(low + high) / 2]
      var (i, j) = (low, high)
      while i <= j {
        while self[i] > pivot { i += 1 }
        while self[j] < pivot { j -= 1 }
        if i <= j {
          swapAt(i, j)
          i += 1
          j -= 1
        }
      }
      if count - 1 <= j {
        high = j
      } else if count - 1 >= i {
        low = i
      } else {
        break
      }
    }
  }
}
