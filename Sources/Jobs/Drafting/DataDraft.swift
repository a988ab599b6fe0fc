import Datasets
import Foundation

/// What kind of data set lies at a place, as the `data` part of a job file would say it.
public struct DataDraft: Sendable {
  /// Lines under `data:`, without indentation; paths are absolute.
  public var lines: [String]
  /// What was recognised, for people.
  public var kind: String
  /// Where the data are sentences, what is known of their file; the lines then lack a vocabulary and how to split.
  private(set) var sentences: SentenceFile?

  /// Looks at a file or folder.
  ///
  /// - Throws: where nothing is recognised, what may lie there.
  public init(at url: URL) throws {
    let place = url.absoluteURL.standardizedFileURL
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) else {
      throw ItemError(kind: "data", message: "\(url.relativePath): there is no such file or folder")
    }
    let found = isFolder.boolValue ? Self.folder(place) : Self.file(place)
    guard let found else {
      throw ItemError(
        kind: "data",
        message:
          "\(url.relativePath) is no data set that is recognised: a folder of images, or of a folder for each class, "
          + "ILSVRC's validation images, a CSV file with paths, tar shards, MNIST's IDX files, sentences in JSON Lines or "
          + "CSV; docs/job-file.md lists what a job can name")
    }
    self = found
  }

  private init(_ kind: String, _ lines: [String]) {
    self.kind = kind
    self.lines = lines
  }

  /// As a job reads it.
  public func settings() throws(JobFileError) -> DataSettings {
    try DataSettings(YAMLValue(parsing: lines.joined(separator: "\n"), file: "data"), folder: URL(filePath: "/"))
  }

  // MARK: - Files

  private static func file(_ url: URL) -> DataDraft? {
    let name = url.lastPathComponent.lowercased()
    if name.hasSuffix(".tar") { return shards(url.deletingLastPathComponent(), files: url.lastPathComponent) }
    if name.hasSuffix(".csv") || name.hasSuffix(".tsv") { return table(url) ?? sentences(url) }
    if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") { return sentences(url) }
    if name.contains("idx3") || name.contains("images-idx") { return idx(url) }
    return nil
  }

  private static func shards(_ folder: URL, files: String?) -> DataDraft {
    let files = files.map { ["  files: \(quoted($0))"] } ?? []
    return DataDraft(
      "tar shards (WebDataset)", ["tar:", "  root: \(quoted(folder.path))"] + files + ["  label: cls"])
  }

  private static let pathColumns = ["path", "file", "filename", "file_name", "image", "image_path", "img"]
  private static let labelColumns = ["label", "class", "target", "category", "class_id", "label_id"]

  private static func table(_ url: URL) -> DataDraft? {
    guard let text = try? String(contentsOf: url, encoding: .utf8),
      let head = text.split(whereSeparator: \.isNewline).first
    else { return nil }
    let delimiter = [",", "\t", ";"].first { head.contains($0) } ?? ","
    let columns = head.components(separatedBy: delimiter).map {
      $0.trimmingCharacters(in: CharacterSet(charactersIn: " \"\r"))
    }
    guard let path = columns.first(where: { pathColumns.contains($0.lowercased()) }) else { return nil }
    var lines = ["csv:", "  file: \(quoted(url.path))", "  path: \(quoted(path))"]
    if let label = columns.first(where: { labelColumns.contains($0.lowercased()) }) {
      lines.append("  label: \(quoted(label))")
    }
    if delimiter != "," { lines.append("  delimiter: \(delimiter == "\t" ? "\"\\t\"" : quoted(delimiter))") }
    return DataDraft("a table of images (\(url.lastPathComponent))", lines)
  }

  private static func idx(_ images: URL) -> DataDraft {
    let name = images.lastPathComponent
    let labels = images.deletingLastPathComponent().appending(
      path: name.replacing("images", with: "labels").replacing("idx3", with: "idx1"))
    var lines = ["idx:", "  images: \(quoted(images.path))"]
    if labels.path != images.path, FileManager.default.fileExists(atPath: labels.path) {
      lines.append("  labels: \(quoted(labels.path))")
    }
    return DataDraft("MNIST's IDX files", lines)
  }

  private static func sentences(_ url: URL) -> DataDraft? {
    guard let file = SentenceFile(at: url) else { return nil }
    var draft = DataDraft("a file of sentences (\(url.lastPathComponent))", ["text:", "  file: \(quoted(url.path))"])
    draft.sentences = file
    return draft
  }

  /// Whether the data are sentences, which networks of token ids take.
  public var isSentences: Bool { sentences != nil }

  // MARK: - Folders

  private static let imageEndings: Set<String> = ["jpg", "jpeg", "png"]

  private static func folder(_ url: URL) -> DataDraft? {
    let entries = ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [])
      .filter { !$0.hasPrefix(".") }.sorted()
    func isFolder(_ name: String) -> Bool {
      (try? url.appending(path: name).resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
    }
    if let validation = validation(url, entries) { return validation }
    if entries.contains(where: { $0.hasSuffix(".tar") }) { return shards(url, files: nil) }
    // Test sets are smaller, and not what the network was trained on.
    let idxFiles = entries.filter { $0.contains("images") && $0.contains("idx3") }
    if let images = idxFiles.first(where: { $0.contains("t10k") || $0.contains("test") }) ?? idxFiles.first {
      return idx(url.appending(path: images))
    }
    if let table = entries.lazy.filter({ $0.hasSuffix(".csv") }).compactMap({ table(url.appending(path: $0)) }).first(
      where: { $0.lines.contains { $0.hasPrefix("  label:") } })
    {
      return table
    }
    let folders = entries.filter(isFolder)
    if holdsImages(entries) {
      return DataDraft("a flat folder of images", ["folder: \(quoted(url.path))", "layout: flat"])
    }
    let texts = entries.filter { $0.hasSuffix(".jsonl") }
    if texts.count == 1, let text = sentences(url.appending(path: texts[0])) { return text }
    guard !folders.isEmpty else { return nil }
    let contents = folders.prefix(50).map {
      (try? FileManager.default.contentsOfDirectory(atPath: url.appending(path: $0).path)) ?? []
    }
    if contents.count(where: holdsImages) * 2 > contents.count {
      return DataDraft(
        "a folder for each of \(folders.count) classes", ["folder: \(quoted(url.path))", "layout: classes"])
    }
    guard let files = FileManager.default.enumerator(at: url, includingPropertiesForKeys: nil),
      files.lazy.prefix(10_000).contains(where: { holdsImages([($0 as? URL)?.lastPathComponent ?? ""]) })
    else { return nil }
    return DataDraft("nested folders of images, without labels", ["folder: \(quoted(url.path))", "layout: nested"])
  }

  private static func holdsImages(_ names: [String]) -> Bool {
    names.contains { imageEndings.contains(URL(filePath: $0).pathExtension.lowercased()) }
  }

  /// ILSVRC's validation images, with the list of their labels in the folder, beside it, or above.
  private static func validation(_ url: URL, _ entries: [String]) -> DataDraft? {
    let inner = ["Data/CLS-LOC/val", "ILSVRC/Data/CLS-LOC/val", "ILSVRC2012_img_val", "val"].map {
      url.appending(path: $0)
    }
    let isHere = entries.contains { $0.hasPrefix("ILSVRC2012_val_") }
    let folder =
      isHere
      ? url
      : inner.first {
        FileManager.default.fileExists(atPath: $0.path)
          && ((try? FileManager.default.contentsOfDirectory(atPath: $0.path)) ?? []).contains {
            $0.hasPrefix("ILSVRC2012_val_")
          }
      }
    guard let folder else { return nil }
    let names = [
      "LOC_val_solution.csv", "val.txt", "ILSVRC2012_validation_ground_truth.txt",
      "data/ILSVRC2012_validation_ground_truth.txt",
    ]
    var place = folder
    for _ in 0..<5 {
      for name in names where FileManager.default.fileExists(atPath: place.appending(path: name).path) {
        return DataDraft(
          "ILSVRC's validation images",
          [
            "imagenet:", "  root: \(quoted(folder.path))", "  labels: \(quoted(place.appending(path: name).path))",
            "  # labels that are wnids or ILSVRC's own numbers also need classes and synsets: docs/job-file.md",
          ])
      }
      place = place.deletingLastPathComponent()
    }
    return DataDraft(
      "ILSVRC's validation images, without their labels", ["folder: \(quoted(folder.path))", "layout: flat"])
  }

  static func quoted(_ text: String) -> String {
    let isPlain = text.wholeMatch(of: /[A-Za-z0-9_.\/+-]+/) != nil
    return isPlain ? text : "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
