/// Where windows lie in the image, guessed from their numbers: windows are numbered row by row, so a constraint's windows
/// come in runs that start one row's length apart.
///
/// Only searches are guided by it; a wrong guess costs time, nothing else.
struct WindowLayout: Sendable {
  private let rowLength: Int32

  init(_ component: Component) {
    var counts: [Int32: Int] = [:]
    for constraint in component.constraints {
      let variables = constraint.literals.map { component.variables[Int($0.variable)] }.sorted()
      guard var start = variables.first else { continue }
      for (before, variable) in zip(variables, variables.dropFirst()) where variable > before + 1 {
        counts[variable - start, default: 0] += 1
        start = variable
      }
    }
    let common = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    rowLength = common?.key ?? 1 << 15
  }

  /// Row and column of a variable of the problem.
  func place(of variable: Int32) -> SIMD2<Int32> { SIMD2(variable / rowLength, variable % rowLength) }
}
