/// Model outputs on the rows of the sample matrices, the only thing that is kept of the model evaluations.
///
/// AB_i is A with column i from B, BA_i is B with column i from A; for a group all its columns are exchanged.
public struct SobolOutputs: Sendable, Equatable {
  public var a: [Double]
  public var b: [Double]
  /// f(AB_i) of every region i.
  public var ab: [[Double]]
  /// f(AB_g) of every group g.
  public var groups: [[Double]]
  /// f(BA_i) of those regions i that second-order indices need.
  public var ba: [Int: [Double]]

  public init(a: [Double], b: [Double], ab: [[Double]], groups: [[Double]] = [], ba: [Int: [Double]] = [:]) {
    self.a = a
    self.b = b
    self.ab = ab
    self.groups = groups
    self.ba = ba
  }

  public var rows: Int { a.count }

  /// The outputs less their mean and divided by their standard deviation, as far as rounding noise allows.
  ///
  /// Mean and deviation are those of A, B and all AB_i and BA_i (SALib's convention): indices do not depend on them except
  /// through the estimators' errors, which are smallest near a mean of 0. Nil if all outputs are equal.
  ///
  /// - Parameter centred: false leaves the mean where it is.
  /// - Returns: the new outputs, what was subtracted, and by what they were divided.
  func standardised(centred: Bool) -> (outputs: SobolOutputs, shift: Double, deviation: Double)? {
    let blocks = [a, b] + ab + ba.sorted { $0.key < $1.key }.map(\.value)
    let count = Double(blocks.reduce(0) { $0 + $1.count })
    let mean = blocks.reduce(0) { $0 + $1.reduce(0, +) } / count
    let squares = blocks.reduce(0) { $0 + $1.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } }
    let deviation = (squares / count).squareRoot()
    // Outputs are single precision: what differs by a few units in the last place does not differ.
    let magnitude = blocks.reduce(0) { max($0, $1.reduce(0) { max($0, abs($1)) }) }
    guard deviation > 4 * Double(Float.ulpOfOne) * magnitude, deviation.isFinite else { return nil }
    let shift = centred ? mean : 0
    func standard(_ block: [Double]) -> [Double] { block.map { ($0 - shift) / deviation } }
    let outputs = SobolOutputs(
      a: standard(a), b: standard(b), ab: ab.map(standard), groups: groups.map(standard), ba: ba.mapValues(standard))
    return (outputs, shift, deviation)
  }
}
