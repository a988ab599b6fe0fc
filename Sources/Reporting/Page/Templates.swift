import Mustache

/// The pages' HTML, stylesheet and script: the files in `Resources`, compiled into the program so that the binary needs
/// none beside it.
///
/// The script only adds to a page, which reads without it: photos with their masks, tables in order.
enum Templates {
  /// What a page is filled from: each section is a template of its own, as are the parts that all pages share.
  enum Page: String {
    case report, comparison, sanity

    fileprivate var template: [UInt8] {
      switch self {
      case .report: PackageResources.report_mustache
      case .comparison: PackageResources.comparison_mustache
      case .sanity: PackageResources.sanity_mustache
      }
    }
  }

  static let style = text(PackageResources.style_css)
  static let script = text(PackageResources.script_js)

  private static let parts: [(name: String, source: [UInt8])] = [
    ("head", PackageResources.head_mustache),
    ("masthead", PackageResources.masthead_mustache),
    ("end", PackageResources.end_mustache),
    ("answer", PackageResources.answer_mustache),
    ("enough", PackageResources.enough_mustache),
    ("distributions", PackageResources.distributions_mustache),
    ("methods", PackageResources.methods_mustache),
    ("words", PackageResources.words_mustache),
    ("regions", PackageResources.regions_mustache),
    ("classes", PackageResources.classes_mustache),
    ("oddities", PackageResources.oddities_mustache),
    ("gallery", PackageResources.gallery_mustache),
    ("variations", PackageResources.variations_mustache),
    ("convergence", PackageResources.convergence_mustache),
    ("reproduce", PackageResources.reproduce_mustache),
  ]

  /// A page as HTML.
  ///
  /// - Throws: what `MustacheTemplate` throws at a template that is malformed.
  static func render(_ page: Page, _ context: [String: Any]) throws -> String {
    var library = MustacheLibrary()
    for part in parts { library.register(try MustacheTemplate(string: text(part.source)), named: part.name) }
    let shared: [String: Any] = ["kind": page.rawValue, "style": style, "script": script]
    return try MustacheTemplate(string: text(page.template))
      .render(context.merging(shared) { own, _ in own }, library: library)
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
