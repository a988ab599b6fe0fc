import Foundation
import Storing

/// What a report says of how a run was made: versions, fingerprints, and every start of the command.
enum RunSettings {
  static func of(_ store: RunStore) throws -> [(name: String, value: String)] {
    let description = try store.runDescription()
    let history = try store.runHistory()
    var settings = versions(of: history, description).sorted { $0.key.lowercased() < $1.key.lowercased() }
      .map { (name: $0.key, value: $0.value) }
    settings += description.fingerprints.sorted { $0.key < $1.key }
      .map { (name: "fingerprint of the \($0.key)", value: $0.value) }
    settings.append(("items of the data set", "\(description.itemCount)"))
    if description.expectedCount != description.itemCount {
      settings.append(("items of this run", "\(description.expectedCount)"))
    }
    if let range = description.inputRange {
      settings.append(
        ("values that the network gets", String(format: "%.3g to %.3g, tried on some images", range.low, range.high)))
    }
    let times = Date.ISO8601FormatStyle()
    for entry in history {
      let length =
        entry.ended.map { String(format: "%.1f s", $0.timeIntervalSince(entry.started)) } ?? "no end recorded"
      settings.append(
        (
          "start \(entry.run)",
          "\(entry.started.formatted(times)) on \(entry.host): \(counted(entry.ranks, "rank")), \(counted(entry.threads, "thread")), "
            + "\(length)\(entry.ending.map { ", \($0)" } ?? "")"
        ))
    }
    return settings + (try rankTimes(store))
  }

  /// Every version by name; of several starts with different ones all, in their order.
  private static func versions(of history: [RunHistoryEntry], _ description: RunDescription) -> [String: String] {
    var versions: [String: [String]] = description.versions.mapValues { [$0] }
    for (name, version) in history.flatMap({ $0.versions }) where versions[name]?.contains(version) != true {
      versions[name, default: []].append(version)
    }
    return versions.mapValues { $0.joined(separator: ", then ") }
  }

  private static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// How the ranks of the latest start spent their time, those that waited longest first where there are many.
  private static func rankTimes(_ store: RunStore) throws -> [(name: String, value: String)] {
    let all = try store.rankTimings()
    let shown = all.sorted { $0.wait > $1.wait }.prefix(16).sorted { $0.rank < $1.rank }
    var lines = shown.map { timing -> (name: String, value: String) in
      let available = timing.compute + timing.wait
      let idle = available > 0 ? 100 * timing.wait / available : 0
      let times = String(
        format: "%.1f s; threads without work %.1f %% of it; store %.1f s, MPI %.1f s; %.0f MB of memory",
        timing.elapsed, idle, timing.io, timing.mpi, Double(timing.peakMemory) / 1e6)
      let text = "\(timing.items) items on \(counted(timing.threads, "thread")) of \(timing.host) in \(times)"
      return ("rank \(timing.rank), latest start", text)
    }
    if all.count > shown.count { lines.append(("further ranks", "\(all.count - shown.count), which waited less")) }
    return lines
  }
}
