import Saliency
import Storing
import Timing

/// A method whose records go by a name that the job gives it.
final class NamedMethod: ExplanationMethod {
  private let method: any ExplanationMethod
  private let key: String
  private let name: String

  init(_ method: any ExplanationMethod, key: String, name: String) {
    self.method = method
    self.key = key
    self.name = name
  }

  var combinesOthers: Bool { method.combinesOthers }

  /// Its stages go by its name too: `NAME/solve`.
  func explain(_ item: PreparedItem, stopwatch: inout StageStopwatch) throws -> ExplanationRecord {
    var own = StageStopwatch()
    defer { for stage in own.stages { stopwatch.add("\(name)/\(stage.name)", stage.seconds) } }
    var record = try method.explain(item, stopwatch: &own)
    func renamed(_ part: String) -> String { part.renamed(from: key, to: name) }
    record.method = name
    for place in record.maps.indices { record.maps[place].name = renamed(record.maps[place].name) }
    for place in record.masks.indices { record.masks[place].name = renamed(record.masks[place].name) }
    return record
  }
}

extension MethodDescription {
  /// The same for a method that goes by another name: tables call it `SMUG NAME`.
  func named(_ name: String) -> MethodDescription {
    var description = self
    description.key = name
    description.name += " \(name)"
    description.outputs = outputs.map { Output($0.key.renamed(from: key, to: name), "\($0.name) \(name)") }
    return description
  }
}

extension String {
  /// What a method calls after its key, after its name: `smug-base` becomes `NAME-base`, and `necessary`
  /// `NAME-necessary`.
  fileprivate func renamed(from key: String, to name: String) -> String {
    if self == key { return name }
    return hasPrefix(key + "-") ? name + dropFirst(key.count) : "\(name)-\(self)"
  }
}
