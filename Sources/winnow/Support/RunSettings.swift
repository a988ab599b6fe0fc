import Foundation
import Storing

/// What a report says of how a run was made: versions, fingerprints, and every start of the command.
enum RunSettings {
  static func of(_ store: RunStore) throws -> [(name: String, value: String)] {
    let description = try store.runDescription()
    var settings = description.versions.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    settings += description.fingerprints.sorted { $0.key < $1.key }
      .map { (name: "fingerprint of the \($0.key)", value: $0.value) }
    settings.append(("items of the data set", "\(description.itemCount)"))
    if description.expectedCount != description.itemCount {
      settings.append(("items of this run", "\(description.expectedCount)"))
    }
    let times = Date.ISO8601FormatStyle()
    for entry in try store.runHistory() {
      let length =
        entry.ended.map { String(format: "%.1f s", $0.timeIntervalSince(entry.started)) } ?? "no end recorded"
      settings.append(
        (
          "start \(entry.run)",
          "\(entry.started.formatted(times)) on \(entry.host): \(entry.ranks) ranks, \(entry.threads) threads, "
            + "\(length)\(entry.ending.map { ", \($0)" } ?? "")"
        ))
    }
    return settings
  }
}
