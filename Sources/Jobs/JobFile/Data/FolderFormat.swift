import Datasets
import Foundation

/// `folder`, with `layout` and `classes` beside it.
enum FolderFormat: DataFormat {
  static let key = "folder"

  private enum Layout: String, CaseIterable {
    case classes
    case flat
    case nested
  }

  static func source(
    _ value: YAMLValue, beside keys: inout YAMLMapping, folder base: URL
  ) throws(JobFileError) -> DataSettings.Source {
    let root = try value.path(relativeTo: base)
    let layout = try keys.optional("layout")?.choice(of: Layout.self) ?? .classes
    let classes = try keys.optional("classes")?.path(relativeTo: base)
    switch layout {
    case .classes: return .images(ClassFolders(root: root, classes: classes))
    case .flat: return .images(ImageFolder(root: root))
    case .nested: return .images(ImageFolder(root: root, recursive: true))
    }
  }
}
