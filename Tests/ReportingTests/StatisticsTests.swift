import Saliency
import Scoring
import Storing
import Testing

@testable import Reporting

@Suite struct DatasetStatisticsTests {
  static let records = FakeRun.records(90)

  private func statistics(_ records: some Sequence<ItemRecord>, capacity: Int = 5000) -> DatasetStatistics {
    var statistics = DatasetStatistics(sampleCapacity: capacity, glossary: FakeRun.glossary)
    for record in records { statistics.add(record) }
    return statistics
  }

  @Test(arguments: [5000, 20]) func anySplitOverRanksMergesToTheSame(capacity: Int) {
    let whole = statistics(Self.records, capacity: capacity)
    for ranks in [2, 3, 7] {
      var merged = DatasetStatistics(sampleCapacity: capacity, glossary: FakeRun.glossary)
      for rank in (0..<ranks).reversed() {
        merged.merge(statistics(Self.records.filter { $0.index % ranks == rank }, capacity: capacity))
      }
      #expect(merged.overall == whole.overall && merged.right == whole.right && merged.wrong == whole.wrong)
      #expect(merged.classes == whole.classes && merged.values == whole.values)
      #expect(merged.failures == whole.failures && merged.statuses == whole.statuses)
      #expect(merged.sample.rows.map(\.index) == whole.sample.rows.map(\.index))
    }
  }

  @Test func countsAreExact() throws {
    let statistics = statistics(Self.records)
    #expect(statistics.itemCount == 90 && statistics.failureCount == 3)
    #expect(statistics.failures["unreadable"]?.examples.map(\.index) == [17, 46, 75])
    #expect(statistics.right.count + statistics.wrong.count == 87)
    #expect(statistics.overall.area.count == 87)
    // The mean mask of all is the mean of the kept shares.
    let mean = statistics.overall.masks.means.reduce(0, +) / 4096
    var expected = Distribution()
    for record in Self.records {
      guard case .explained(let item) = record.outcome else { continue }
      let bits = item.explanations[0].masks[0].mask.bits
      expected.add(Double(bits.count { $0 }) / Double(bits.count))
    }
    #expect(abs(mean - (try #require(expected.mean))) < 1e-4)
  }

  @Test func aWatermarkIsFound() throws {
    let found = Regularities.find(statistics(Self.records))
    #expect(found.count == 1)
    let regularity = try #require(found.first)
    #expect(regularity.group == 2 && regularity.place == "top left")
    #expect(regularity.share > 0.8)
    #expect(try #require(regularity.elsewhere) < 0.1)
    #expect(Regularities.find(statistics(FakeRun.records(90, watermark: nil))).isEmpty)
  }

  @Test func binomialTailByHand() {
    // scipy.stats.binom.sf(7, 10, 0.5) == 0.0546875
    #expect(abs(Regularities.binomialTail(10, atLeast: 8, 0.5) - 0.0546875) < 1e-12)
    #expect(Regularities.binomialTail(10, atLeast: 0, 0.1) == 1)
    #expect(Regularities.binomialTail(10, atLeast: 11, 0.1) == 0)
  }

  @Test func shapesByHand() {
    // Two pieces: one on the border, one in the middle; corners touching do not join.
    var bits = [Bool](repeating: false, count: 100)
    for i in [0, 1, 12, 44, 45] { bits[i] = true }
    let shape = MaskShape(WindowMask(PixelMask(height: 10, width: 10, bits: bits)))
    #expect(shape.components == 3)
    #expect(shape.borderShare == 2.0 / 36)
    #expect(shape.centreShare == 2.0 / 36)
  }

  @Test func overlapWithTheObjectByHand() throws {
    // Two windows of 2 x 2 pixels are kept, of 4; the object is the left column and one pixel beside it.
    let mask = WindowMask(
      grid: WindowGrid(height: 4, width: 4, window: 2), bits: [true, false, true, false])
    let truth = PixelMask(height: 4, width: 4, bits: (0..<16).map { $0 % 4 == 0 || $0 == 3 })
    let overlap = try #require(ObjectOverlap(mask, truth: truth))
    #expect(overlap.ofMask == 4.0 / 8 && overlap.ofObject == 4.0 / 5 && overlap.objectShare == 5.0 / 16)
    let empty = PixelMask(height: 4, width: 4)
    let other = PixelMask(height: 4, width: 8, bits: Array(repeating: true, count: 32))
    #expect(ObjectOverlap(mask, truth: empty) == nil && ObjectOverlap(mask, truth: other) == nil)
  }

  @Test func outliersAreRanked() throws {
    let statistics = statistics(Self.records)
    let lists = Outliers.lists(statistics)
    let smallest = try #require(lists.first { $0.title == "Smallest masks" })
    let areas = smallest.entries.compactMap(\.row.area)
    #expect(areas == areas.sorted() && areas.first == statistics.overall.area.minimum)
    #expect(
      lists.first { $0.title == "Wrong and sure of it" }?.entries.allSatisfy { $0.row.isCorrect == false } == true)
    let beside = try #require(lists.first { $0.title == "Beside the object" })
    let least = statistics.overall.maskOnObject.minimum
    #expect(least < 0.8 && beside.entries.first?.row.onObject?.ofMask == least)
    let unproven = try #require(lists.first { $0.title == "Not proven minimal" })
    #expect(Set(unproven.entries.map(\.row.index)) == [5, 87])
    let slowest = try #require(lists.first { $0.title == "Slowest" })
    let most = Self.records.filter { $0.explained != nil }.map { $0.provenance.stages.reduce(0) { $0 + $1.seconds } }
      .max()
    #expect(
      slowest.entries.first?.row.index
        == Self.records.first { $0.provenance.stages.reduce(0) { $0 + $1.seconds } == most }?.index)
    #expect(slowest.entries.allSatisfy { $0.note.contains("s, mostly attribution") })
  }

  @Test func gridKeepsMeans() {
    // 3 x 5 numbers laid over 4 x 4 cells keep their mean.
    let cells = UnitGrid.cells(rows: 3, columns: 5, side: 4) { row, column in Double(row * 5 + column) / 15 }
    let mean = cells.reduce(0.0) { $0 + Double($1) } / 65536 / 16
    #expect(abs(mean - 7.0 / 15) < 1e-4)
    let flat = UnitGrid.cells(rows: 7, columns: 2, side: 3) { _, _ in 1 }
    #expect(flat.allSatisfy { $0 == 65536 })
  }
}
