import Scoring

/// What is known of a group of explained items: all of them, those of a class, those rightly predicted, ...
struct GroupStatistics: Sendable, Equatable {
  var count = 0
  var labelled = 0
  var correct = 0
  /// Items whose class was tested on the mask alone, and those that kept it.
  var survivalTested = 0
  var survived = 0
  var area = Distribution()
  var components = Distribution()
  var borderShare = Distribution()
  var centreShare = Distribution()
  var probability = Distribution()
  /// Of the masks, where the true object is known: see `ObjectOverlap`.
  var maskOnObject = Distribution()
  var objectKept = Distribution()
  var objectShare = Distribution()
  /// How often each place is kept.
  var masks: UnitGrid
  /// Mean of the leading maps, each divided by its largest value.
  var maps: UnitGrid

  init(side: Int) {
    masks = UnitGrid(side: side)
    maps = UnitGrid(side: side)
  }

  mutating func add(_ row: ItemRow, masks cells: [UInt32]?, maps mapCells: [UInt32]?) {
    count += 1
    if let isCorrect = row.isCorrect {
      labelled += 1
      if isCorrect { correct += 1 }
    }
    if let survives = row.survives {
      survivalTested += 1
      if survives { survived += 1 }
    }
    if let value = row.area { area.add(value) }
    if let shape = row.shape {
      components.add(Double(shape.components))
      if !row.isSentence {
        borderShare.add(shape.borderShare)
        centreShare.add(shape.centreShare)
      }
    }
    probability.add(row.probability)
    if let overlap = row.onObject {
      maskOnObject.add(overlap.ofMask)
      objectKept.add(overlap.ofObject)
      objectShare.add(overlap.objectShare)
    }
    if let cells { masks.add(cells) }
    if let mapCells { maps.add(mapCells) }
  }

  mutating func merge(_ other: GroupStatistics) {
    count += other.count
    labelled += other.labelled
    correct += other.correct
    survivalTested += other.survivalTested
    survived += other.survived
    area.merge(other.area)
    components.merge(other.components)
    borderShare.merge(other.borderShare)
    centreShare.merge(other.centreShare)
    probability.merge(other.probability)
    maskOnObject.merge(other.maskOnObject)
    objectKept.merge(other.objectKept)
    objectShare.merge(other.objectShare)
    masks.merge(other.masks)
    maps.merge(other.maps)
  }

  var accuracy: Double? { labelled > 0 ? Double(correct) / Double(labelled) : nil }
  var survival: Double? { survivalTested > 0 ? Double(survived) / Double(survivalTested) : nil }
}
