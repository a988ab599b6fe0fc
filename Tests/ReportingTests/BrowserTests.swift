import Foundation
import Testing

@testable import Reporting

/// Opens what is written in a real browser and fails on script errors.
@Suite(.enabled(if: Browser.executable != nil, "needs chromium, chromium-browser or google-chrome on the PATH"))
struct BrowserTests {
  @Test func reportRunsWithoutScriptErrors() throws {
    try FakeRun.withFolder { folder in
      var options = ReportOptions(title: "Browser", classNames: FakeRun.classNames, galleryLimit: 6)
      options.resamples = 20
      let writer = ReportWriter(directory: folder, options: options, parts: .page)
      try writer.write(from: FakeRun.records(30), picture: FakeRun.picture)
      let page = try Browser.open(folder.appendingPathComponent("report.html"))
      #expect(page.errors.isEmpty, "\(page.errors)")
      // The script ran to its end, sorted nothing yet, and applied the layers.
      #expect(page.document.contains("data-ready=\"yes\"") && !page.document.contains("data-error"))
      #expect(page.document.contains("Theme: "))
      #expect(page.document.contains("<button>Class</button>"))
    }
  }

  @Test func comparisonRunsWithoutScriptErrors() throws {
    try FakeRun.withFolder { folder in
      let comparison = try RunComparison(
        [("a", FakeRun.records(20)), ("b", FakeRun.records(20, watermark: nil))], bootstrap: .init(resamples: 20))
      try ComparisonWriter(directory: folder).write(comparison)
      let page = try Browser.open(folder.appendingPathComponent("comparison.html"))
      #expect(page.errors.isEmpty, "\(page.errors)")
      #expect(page.document.contains("data-ready=\"yes\"") && !page.document.contains("data-error"))
    }
  }

  /// The test can fail: a page with a broken script is told from a good one.
  @Test func brokenScriptsAreNoticed() throws {
    try FakeRun.withFolder { folder in
      let url = folder.appendingPathComponent("broken.html")
      try "<!DOCTYPE html><html><script>undefinedFunction();</script></html>".write(
        to: url, atomically: true, encoding: .utf8)
      #expect(try !Browser.open(url).errors.isEmpty)
    }
  }
}

enum Browser {
  static let executable: String? = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let folders = path.split(separator: ":").map(String.init)
    return ["chromium", "chromium-browser", "google-chrome"].lazy
      .flatMap { name in folders.map { "\($0)/\(name)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  struct Page {
    var document: String
    var errors: [String]
  }

  /// Loads a page, lets its scripts run and returns the document as it then is.
  static func open(_ url: URL) throws -> Page {
    let profile = FileManager.default.temporaryDirectory.appendingPathComponent("winnow-browser-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: profile) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(executable))
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(profile.path)", "--enable-logging=stderr",
      "--virtual-time-budget=3000", "--dump-dom", url.absoluteString,
    ]
    // Files, not pipes: a full pipe nobody reads would stop the browser.
    let output = profile.appendingPathExtension("out")
    let errors = profile.appendingPathExtension("err")
    for file in [output, errors] { try Data().write(to: file) }
    defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    let log = try String(contentsOf: errors, encoding: .utf8)
    return Page(
      document: try String(contentsOf: output, encoding: .utf8),
      errors: log.split(separator: "\n").map(String.init).filter {
        $0.contains("CONSOLE") && ($0.contains("Uncaught") || $0.contains("Error"))
      })
  }
}
