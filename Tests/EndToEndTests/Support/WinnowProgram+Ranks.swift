import Foundation

extension WinnowProgram {
  /// Process numbers of the ranks: on a single host mpirun's own children, or those of its one proxy.
  var ranks: [pid_t] { Self.ranks(below: process.processIdentifier) }

  private static func ranks(below parent: pid_t) -> [pid_t] {
    let children = try? String(contentsOfFile: "/proc/\(parent)/task/\(parent)/children", encoding: .utf8)
    return (children ?? "").split(separator: " ").compactMap { pid_t($0) }.flatMap { child in
      let name = try? String(contentsOfFile: "/proc/\(child)/comm", encoding: .utf8)
      return name?.hasPrefix("winnow") == true ? [child] : ranks(below: child)
    }
  }
}
