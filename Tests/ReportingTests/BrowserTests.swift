import Foundation
import Testing

@testable import Reporting

/// Opens what is written in a real browser and fails on script errors.
@Suite(.enabled(if: Browser.executable != nil, "needs chromium, chromium-browser or google-chrome on the PATH"))
struct BrowserTests {
  @Test func reportRunsWithoutScriptErrors() throws {
    try FakeRun.withFolder { folder in
      var options = ReportOptions(
        title: "Browser", classNames: FakeRun.classNames, galleryLimit: 6, glossary: FakeRun.glossary)
      options.resamples = 20
      let writer = ReportWriter(directory: folder, options: options, parts: .page)
      try writer.write(from: FakeRun.records(30), image: FakeRun.image)
      let page = try Browser.open(folder.appendingPathComponent("report.html"))
      #expect(page.errors.isEmpty, "\(page.errors)")
      // The script ran to its end, sorted nothing yet, and applied the layers.
      #expect(page.document.contains("data-ready=\"yes\"") && !page.document.contains("data-error"))
      #expect(page.document.contains("Theme: "))
      #expect(page.document.contains("<button>Class</button>"))
      // Tables that scroll can be reached without a mouse, and say what they are.
      #expect(page.document.contains("role=\"group\" aria-label=\"Table: Classes\""))
      #expect(page.document.contains("role=\"button\" aria-label=\"Large view of "))
    }
  }

  /// A script of the test's own, appended to the page, uses everything there is to use.
  @Test func everyControlWorks() throws {
    try FakeRun.withFolder { folder in
      var options = ReportOptions(
        title: "Browser", classNames: FakeRun.classNames, galleryLimit: 12, glossary: FakeRun.glossary)
      options.resamples = 20
      try ReportWriter(directory: folder, options: options, parts: .page)
        .write(from: FakeRun.records(30), image: FakeRun.image)
      let report = folder.appendingPathComponent("report.html")
      let page = try String(contentsOf: report, encoding: .utf8)
      try page.replacing("</body>", with: "<script>\(Self.exercise)</script></body>")
        .write(to: report, atomically: true, encoding: .utf8)
      let opened = try Browser.open(report)
      #expect(opened.errors.isEmpty, "\(opened.errors)")
      #expect(
        opened.document.contains(
          "data-exercised=\"theme light, sorted, filtered 1, map, mask off, box, truth off, key 2, key t, open, key p, switch, next, closed, "
            + "picked, linked\""))
    }
  }

  private static let exercise = """
    const done = [];
    const click = (selector) => document.querySelector(selector).click();
    click("#theme");
    done.push("theme " + document.documentElement.dataset.theme);
    const cells = () => Array.from(document.querySelectorAll("#class-table tbody tr:not([hidden]) td:nth-child(4)"))
      .map((cell) => Number(cell.dataset.sort));
    document.querySelectorAll("#class-table thead button")[3].click();
    const values = cells();
    if (values.length === 5 && values.every((value, i) => i === 0 || value <= values[i - 1])) { done.push("sorted"); }
    const filter = document.querySelector("input[data-filter=class-table]");
    filter.value = "CROSS";
    filter.dispatchEvent(new Event("input"));
    done.push("filtered " + cells().length);
    const shown = (layer) => document.querySelector("#gallery .card [data-layer=" + layer + "]").style.display !== "none";
    click("[data-base=map0]");
    if (shown("map0")) { done.push("map"); }
    click("[data-toggle=mask]");
    if (!shown("mask")) { done.push("mask off"); }
    click("[data-toggle=box]");
    if (shown("box")) { done.push("box"); }
    click("[data-toggle=truth]");
    if (!shown("truth")) { done.push("truth off"); }
    const key = (name, target) => target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
    const card = document.querySelector("#gallery .card");
    key("2", card);
    if (shown("map1") && !shown("map0")) { done.push("key 2"); }
    key("T", card);
    key("m", document.body);
    if (shown("truth") && !shown("mask")) { done.push("key t"); }
    const large = document.getElementById("large");
    document.querySelector("#gallery .card").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    if (large.open) { done.push("open"); }
    key("p", large);
    if (!shown("map1")) { done.push("key p"); }
    click("#large [data-toggle=mask]");
    if (shown("mask") && card.querySelector("[data-layer=mask]").style.display === "") { done.push("switch"); }
    const before = large.querySelector("figcaption").textContent;
    large.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
    if (large.querySelector("figcaption").textContent !== before) { done.push("next"); }
    click("#close");
    if (!large.open) { done.push("closed"); }
    const pick = document.getElementById("pick");
    pick.value = "1";
    pick.dispatchEvent(new Event("change"));
    const cards = Array.from(document.querySelectorAll("#gallery .card"));
    if (cards.every((card) => card.hidden === (card.dataset.group !== "1"))) { done.push("picked"); }
    click(".thumbs a");
    if (large.open) { done.push("linked"); }
    document.documentElement.dataset.exercised = done.join(", ");
    """

  @Test func comparisonRunsWithoutScriptErrors() throws {
    try FakeRun.withFolder { folder in
      let runs = [("a", FakeRun.records(20)), ("b", FakeRun.records(20, watermark: nil))]
      let comparison = try RunComparison(runs, glossary: FakeRun.glossary, bootstrap: .init(resamples: 20))
      let agreement = try MapAgreement(runs, glossary: FakeRun.glossary, limit: 4, bootstrap: .init(resamples: 20))
      try ComparisonWriter(directory: folder).write(comparison, agreement)
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
