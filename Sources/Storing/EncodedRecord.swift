import Saliency

/// An item record as bytes: what travels between ranks and lies in the store.
///
/// The payload holds everything but the provenance, so payloads of two sweeps of one job are equal bit for bit. Maps
/// come last in it: `summary()` reads all the rest without decompressing them.
public struct EncodedRecord: Sendable, Equatable {
  public var payload: [UInt8]
  public var provenance: Provenance

  /// First byte of every payload; raised whenever the layout changes. Format 1 had no tables, format 2 no images,
  /// format 3 no sentences, format 4 no true objects, format 5 no values of the item itself, format 6 no files.
  static let version: UInt8 = 7

  /// No image has a side as long as this; damaged bytes may claim it.
  static let sizeLimit = 1 << 24

  init(payload: [UInt8], provenance: Provenance) {
    self.payload = payload
    self.provenance = provenance
  }

  /// Encodes and compresses `record`.
  public init(_ record: ItemRecord) {
    var head = ByteWriter()
    var maps = ByteWriter()
    head.write(Self.version)
    head.write(Int64(record.index))
    head.write(record.id)
    head.write(record.label)
    switch record.outcome {
    case .failed(let failure):
      head.write(false)
      head.write(failure.kind)
      head.write(failure.message)
    case .explained(let item):
      head.write(true)
      head.write(Int64(item.target))
      head.write(Int64(item.predicted))
      head.write(item.probability)
      head.write(count: item.explanations.count)
      for explanation in item.explanations { Self.write(explanation, head: &head, maps: &maps) }
      head.write(item.sentence != nil)
      if let sentence = item.sentence {
        head.write(count: sentence.words.count)
        for word in sentence.words { head.write(word) }
        head.write(sentence.rationale != nil)
        head.append(Self.packed(sentence.rationale ?? []))
      }
      head.write(item.truth != nil)
      if let truth = item.truth { Self.write(truth: truth, to: &head) }
      Self.write(item.values, to: &head)
      for explanation in item.explanations { Self.write(explanation.files, head: &head, maps: &maps) }
    }
    head.append(maps.bytes)
    self.init(payload: head.bytes, provenance: record.provenance)
  }

  private static func write(_ explanation: ExplanationRecord, head: inout ByteWriter, maps: inout ByteWriter) {
    head.write(explanation.method)
    head.write(explanation.status)
    write(explanation.values, to: &head)
    head.write(count: explanation.masks.count)
    for mask in explanation.masks { write(mask, to: &head) }
    head.write(count: explanation.tables.count)
    for table in explanation.tables {
      head.write(table.name)
      head.write(count: table.columns.count)
      for column in table.columns { head.write(column) }
      head.write(count: table.rows.count)
      for row in table.rows { head.write(row) }
      for value in table.values { head.write(value) }
    }
    head.write(count: explanation.maps.count)
    for record in explanation.maps {
      let compressed = MapCompression.compress(record.map.values)
      head.write(record.name)
      head.write(count: record.map.height)
      head.write(count: record.map.width)
      head.write(compressed.method.rawValue)
      head.write(count: compressed.bytes.count)
      maps.append(compressed.bytes)
    }
    head.write(count: explanation.images.count)
    for image in explanation.images {
      let compressed = ImageCompression.compress(image.bytes)
      head.write(image.name)
      head.write(count: image.height)
      head.write(count: image.width)
      head.write(count: image.channels)
      head.write(count: compressed.count)
      maps.append(compressed)
    }
  }

  private static func write(_ files: [FileRecord], head: inout ByteWriter, maps: inout ByteWriter) {
    head.write(count: files.count)
    for file in files {
      head.write(file.name)
      head.write(count: file.bytes.count)
      maps.append(file.bytes)
    }
  }

  private static func write(_ values: [NamedValue], to writer: inout ByteWriter) {
    writer.write(count: values.count)
    for value in values {
      writer.write(value.name)
      writer.write(value.value)
    }
  }

  /// The record, maps included.
  /// - Throws: when the payload is damaged or was written by a newer version.
  public func decode() throws -> ItemRecord { try decode(.everything) }

  /// The record without its maps, which is much quicker to read.
  public func summary() throws -> ItemRecord { try decode(.allButMaps) }

  /// The record without its maps and masks: what the store's columns are made of.
  func columns() throws -> ItemRecord { try decode(.allButMapsAndMasks) }

  private enum Detail {
    case everything
    case allButMaps
    case allButMapsAndMasks
  }

  /// The item's index and whether it failed, without reading more.
  package func glance() throws -> (index: Int, isFailed: Bool) {
    var reader = ByteReader(payload)
    let start = try Self.readStart(&reader)
    return (start.index, !(try reader.bool()))
  }

  private static func readStart(_ reader: inout ByteReader) throws -> (
    version: UInt8, index: Int, id: String, label: Int?
  ) {
    let version = try reader.integer(UInt8.self)
    guard (1...Self.version).contains(version) else {
      throw ByteCodingError(
        "the record has format \(version); this version of winnow reads formats 1 to \(Self.version)")
    }
    return (version, Int(try reader.integer(Int64.self)), try reader.string(), try reader.optionalInt())
  }

  private func decode(_ detail: Detail) throws -> ItemRecord {
    var reader = ByteReader(payload)
    let (version, index, id, label) = try Self.readStart(&reader)
    let outcome: ItemRecord.Outcome
    if try reader.bool() {
      var item = ExplainedItem(
        target: Int(try reader.integer(Int64.self)), predicted: Int(try reader.integer(Int64.self)),
        probability: try reader.double(), explanations: [])
      let explanations = try reader.array {
        try Self.readExplanation(&$0, version: version, includingMasks: detail != .allButMapsAndMasks)
      }
      if version >= 4 { item.sentence = try Self.readSentence(&reader) }
      if version >= 5 { item.truth = try Self.readTruth(&reader, isWanted: detail != .allButMapsAndMasks) }
      if version >= 6 { item.values = try Self.readValues(&reader) }
      let files = version < 7 ? [] : try explanations.map { _ in try reader.array { try Self.readFileHeader(&$0) } }
      for (explanation, maps, images) in explanations {
        item.explanations.append(explanation)
        guard detail == .everything else { continue }
        for map in maps {
          let values = try MapCompression.decompress(
            try reader.raw(count: map.size), method: map.method, count: map.height * map.width)
          item.explanations[item.explanations.count - 1].maps.append(
            SaliencyMapRecord(name: map.name, height: map.height, width: map.width, values: values))
        }
        for image in images {
          let bytes = try ImageCompression.decompress(
            try reader.raw(count: image.size), count: image.height * image.width * image.channels)
          item.explanations[item.explanations.count - 1].images.append(
            ImageRecord(
              name: image.name, height: image.height, width: image.width, channels: image.channels,
              bytes: bytes))
        }
      }
      if detail == .everything {
        for (place, headers) in files.enumerated() {
          for file in headers {
            item.explanations[place].files.append(
              FileRecord(name: file.name, bytes: Array(try reader.raw(count: file.size))))
          }
        }
      }
      if version < 6 { item.takeOwnValuesFromFirstExplanation() }
      outcome = .explained(item)
    } else {
      outcome = .failed(ItemFailure(kind: try reader.string(), message: try reader.string()))
    }
    guard detail != .everything || reader.isAtEnd else { throw ByteCodingError("the record has bytes left over") }
    return ItemRecord(index: index, id: id, label: label, outcome: outcome, provenance: provenance)
  }

  private struct MapHeader {
    var name: String
    var height: Int
    var width: Int
    var method: MapCompression.Method
    var size: Int
  }

  private static func readExplanation(
    _ reader: inout ByteReader, version: UInt8, includingMasks: Bool
  ) throws -> (ExplanationRecord, [MapHeader], [ImageHeader]) {
    let method = try reader.string()
    let status = try reader.optionalString()
    let values = try readValues(&reader)
    let masks = try reader.array { try readMask(&$0, isWanted: includingMasks) }
    let tables = version < 2 ? [] : try reader.array { try readTable(&$0) }
    let maps = try reader.array { reader in
      let name = try reader.string()
      let (height, width) = (try reader.count(), try reader.count())
      guard height < sizeLimit, width < sizeLimit else {
        throw ByteCodingError("a map of \(height) x \(width) pixels cannot be")
      }
      guard let method = MapCompression.Method(rawValue: try reader.integer()) else {
        throw ByteCodingError("a map is compressed in an unknown way")
      }
      return MapHeader(name: name, height: height, width: width, method: method, size: try reader.count())
    }
    let images = version < 3 ? [] : try reader.array { try readImageHeader(&$0) }
    return (
      ExplanationRecord(
        method: method, status: status, values: values, masks: masks.compactMap(\.self), tables: tables),
      maps, images
    )
  }

  private static func readValues(_ reader: inout ByteReader) throws -> [NamedValue] {
    try reader.array { NamedValue(try $0.string(), try $0.double()) }
  }

  private static func readSentence(_ reader: inout ByteReader) throws -> SentenceRecord? {
    guard try reader.bool() else { return nil }
    let words = try reader.array { try $0.string() }
    guard try reader.bool() else { return SentenceRecord(words: words) }
    let packed = try reader.raw(count: (words.count + 7) / 8)
    return SentenceRecord(words: words, rationale: unpacked(packed, count: words.count))
  }

  private struct ImageHeader {
    var name: String
    var height: Int
    var width: Int
    var channels: Int
    var size: Int
  }

  private static func readImageHeader(_ reader: inout ByteReader) throws -> ImageHeader {
    let name = try reader.string()
    let (height, width, channels) = (try reader.count(), try reader.count(), try reader.count())
    guard height < sizeLimit, width < sizeLimit, [1, 3].contains(channels) else {
      throw ByteCodingError("an image of \(height) x \(width) pixels of \(channels) channels cannot be")
    }
    return ImageHeader(name: name, height: height, width: width, channels: channels, size: try reader.count())
  }

  private static func readFileHeader(_ reader: inout ByteReader) throws -> (name: String, size: Int) {
    (try reader.string(), try reader.count())
  }

  private static func readTable(_ reader: inout ByteReader) throws -> TableRecord {
    let name = try reader.string()
    let columns = try reader.array { try $0.string() }
    let rows = try reader.array { try $0.string() }
    // Taken at once, so that damaged counts are refused before memory is set aside for them.
    var numbers = ByteReader(try reader.raw(count: 8 * rows.count * columns.count))
    let values = try (0..<rows.count * columns.count).map { _ in try numbers.double() }
    return TableRecord(name: name, columns: columns, rows: rows, values: values)
  }
}

// As a message, the payload is followed by the provenance.
extension EncodedRecord {
  package func write(to writer: inout ByteWriter) {
    writer.write(blob: payload)
    writer.write(count: provenance.rank)
    writer.write(count: provenance.stages.count)
    for stage in provenance.stages {
      writer.write(stage.name)
      writer.write(stage.seconds)
    }
  }

  package init(from reader: inout ByteReader) throws {
    let payload = Array(try reader.blob())
    let rank = try reader.count()
    let stages = try reader.array { Provenance.Stage(try $0.string(), try $0.double()) }
    self.init(payload: payload, provenance: Provenance(rank: rank, stages: stages))
  }
}

extension ExplainedItem {
  /// Up to format 5 the first explanation held the scores of the item itself; their names tell them apart.
  fileprivate mutating func takeOwnValuesFromFirstExplanation() {
    guard !explanations.isEmpty else { return }
    func isOfItem(_ value: NamedValue) -> Bool {
      value.name.hasPrefix("any-box.") || value.name.hasPrefix("any-span.")
    }
    values = explanations[0].values.filter(isOfItem)
    explanations[0].values.removeAll(where: isOfItem)
  }
}
