import Foundation

/// A named ``MaskProblem`` as exchanged in files: JSON with `variables` (their count), `pixels_per_variable` and
/// `constraints`, each an object of `variables` (indices), `coefficients`, `bias` and `threshold`.
public struct MaskInstance: Sendable, Equatable {
  public var name: String
  public var problem: MaskProblem

  public init(name: String, problem: MaskProblem) {
    self.name = name
    self.problem = problem
  }

  /// Reads the JSON text of an instance (already decompressed).
  ///
  /// - Parameter name: the name to use when the text holds none.
  public init(json: Data, name: String = "instance") throws(MaskSolvingError) {
    let file: File
    do {
      file = try JSONDecoder().decode(File.self, from: json)
    } catch let error as DecodingError {
      throw .invalidInstance(Self.describe(error))
    } catch {
      throw .invalidInstance("\(error)")
    }
    let pixels = file.pixels_per_variable ?? [Int](repeating: 1, count: file.variables)
    guard pixels.count == file.variables else {
      throw .invalidInstance("'variables' is \(file.variables) but 'pixels_per_variable' has \(pixels.count) entries")
    }
    self.name = file.name ?? name
    problem = MaskProblem(
      pixelsPerVariable: pixels,
      constraints: file.constraints.map {
        MaskProblem.Constraint(
          variables: $0.variables, coefficients: $0.coefficients, bias: $0.bias ?? 0, threshold: $0.threshold)
      })
  }

  /// The JSON text of this instance, keys in order. Doubles have as many digits as it takes to read them back exactly.
  public func json() throws(MaskSolvingError) -> Data {
    let file = File(
      name: name, variables: problem.variableCount, pixels_per_variable: problem.pixelsPerVariable,
      constraints: problem.constraints.map {
        File.Constraint(variables: $0.variables, coefficients: $0.coefficients, bias: $0.bias, threshold: $0.threshold)
      })
    do {
      return try JSONEncoder.sorted.encode(file)
    } catch {
      throw .invalidInstance("\(error)")
    }
  }

  // The keys are the file's own, hence the underscores.
  // swift-format-ignore: AlwaysUseLowerCamelCase
  private struct File: Codable {
    struct Constraint: Codable {
      var variables: [Int32]
      var coefficients: [Double]
      var bias: Double?
      var threshold: Double
    }
    var name: String?
    var variables: Int
    var pixels_per_variable: [Int]?
    var constraints: [Constraint]
  }

  private static func describe(_ error: DecodingError) -> String {
    func path(_ context: DecodingError.Context) -> String {
      let text = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? "." + $0.stringValue }.joined()
      return text.isEmpty ? "the top level" : "'\(text.hasPrefix(".") ? String(text.dropFirst()) : text)'"
    }
    switch error {
    case .keyNotFound(let key, let context): return "key '\(key.stringValue)' is missing at \(path(context))"
    case .typeMismatch(let type, let context): return "\(path(context)) should be of type \(type)"
    case .valueNotFound(_, let context): return "\(path(context)) is null"
    case .dataCorrupted(let context): return "\(path(context)): \(context.debugDescription)"
    @unknown default: return "\(error)"
    }
  }
}
