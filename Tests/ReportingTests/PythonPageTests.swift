import Foundation
import Storing
import Testing

@testable import Reporting

/// docs/python.md shows how to read a run; here its scripts do.
///
/// Wants a Python with numpy and pandas: `python3`, or the one named by `WINNOW_PYTHON`.
@Suite(.enabled(if: Python.executable != nil, "needs numpy and pandas for python3 (or for $WINNOW_PYTHON)"))
struct PythonPageTests {
  static let docs = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs")

  @Test func theRunIsReadInTenLines() throws {
    try FakeRun.withFolder { folder in
      let records = FakeRun.records(20)
      let store = try RunStore(
        creatingOrOpening: folder.path, run: RunDescription(jobText: "name: fake\n", itemCount: 20))
      try store.commit(records)
      try store.close()
      let reading = try RunStore(reading: folder.path)
      let options = ReportOptions(title: "Fake", classNames: FakeRun.classNames, glossary: FakeRun.glossary)
      try ReportWriter(directory: folder, options: options, parts: [.table, .arrays]).write(
        from: reading, image: FakeRun.image)
      let output = try Python.run(Self.docs.appendingPathComponent("examples/read_run.py"), folder.path)
      #expect(output.contains("disc") && output.contains("bar, \"long\""))
      #expect(output.contains("explained     19") && output.contains("failed      1"))
      let smallest = try #require(
        records.compactMap { record -> (String, Double)? in
          guard case .explained(let item) = record.outcome else { return nil }
          return item.explanations[0][value: "cost"].map { (record.id, $0) }
        }.min { $0.1 < $1.1 })
      #expect(output.contains("smallest mask: \(smallest.0) \(Int(smallest.1)) pixels"))
    }
  }

  @Test func theExportIsRead() throws {
    try FakeRun.withFolder { folder in
      let records = FakeRun.records(5)
      try RunExport(directory: folder, formats: [.jsonl]).write(from: records)
      let output = try Python.run(Self.docs.appendingPathComponent("examples/read_export.py"), folder.path)
      for record in records {
        guard case .explained(let item) = record.outcome else { continue }
        let cost = try #require(item.explanations[0][value: "cost"])
        #expect(output.contains("\(record.id) smug \(Int(cost))\n"))
      }
    }
  }

  @Test func thePageShowsTheScripts() throws {
    let page = try String(contentsOf: Self.docs.appendingPathComponent("python.md"), encoding: .utf8)
    for name in ["read_run", "read_export"] {
      let script = try String(
        contentsOf: Self.docs.appendingPathComponent("examples/\(name).py"), encoding: .utf8)
      #expect(page.contains("```python\n\(script)```"))
    }
  }
}

enum Python {
  static let executable: String? = {
    let named = ProcessInfo.processInfo.environment["WINNOW_PYTHON"]
    for candidate in [named, "/usr/bin/python3", "/usr/local/bin/python3"].compactMap(\.self)
    where FileManager.default.isExecutableFile(atPath: candidate) {
      if (try? run(candidate, ["-c", "import numpy, pandas"])) != nil { return candidate }
    }
    return nil
  }()

  static func run(_ script: URL, _ arguments: String...) throws -> String {
    try run(try #require(executable), [script.path] + arguments)
  }

  struct Failed: Error, CustomStringConvertible { var description: String }

  private static func run(_ executable: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(description: text) }
    return text
  }
}
