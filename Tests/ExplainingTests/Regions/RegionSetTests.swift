import Saliency
import Testing

@testable import Explaining

@Suite struct RegionSetTests {
  @Test func gridCellsDifferByAPixel() throws {
    let regions = try RegionSet.grid(rows: 3, columns: 4, height: 10, width: 9)
    #expect(regions.regions.count == 12)
    #expect(regions.regions.map(\.positions).reduce(0, +) == 90)
    #expect(regions.regions[5].name == "1,1")
    #expect(regions.labels[0] == 0 && regions.labels[89] == 11)
    for region in regions.regions { #expect((3 * 2...4 * 3).contains(region.positions)) }
  }

  @Test func badGridsAreRefused() {
    #expect(throws: RegionError.self) { try RegionSet.grid(rows: 0, columns: 1, height: 4, width: 4) }
    #expect(throws: RegionError.self) { try RegionSet.grid(rows: 1, columns: 5, height: 4, width: 4) }
  }

  @Test func labelMapsKeepTheirValuesAsNames() throws {
    let regions = try RegionSet(
      labelMap: [7, 7, 255, 2], extent: .image(height: 2, width: 2), names: [7: "cat"], kept: [255])
    #expect(regions.regions.map(\.name) == ["2", "cat"])
    #expect(regions.regions.map(\.positions) == [1, 2])
    #expect(regions.labels == [1, 1, -1, 0])
    #expect(throws: RegionError.empty) {
      try RegionSet(labelMap: [255], extent: .image(height: 1, width: 1), kept: [255])
    }
    #expect(throws: RegionError.self) { try RegionSet(labelMap: [1], extent: .image(height: 1, width: 2)) }
  }

  @Test func boxesAreObjectAndBackground() throws {
    let regions = try RegionSet.objectAndBackground(
      boxes: [PixelBox(top: 0, left: 0, bottom: 2, right: 2), PixelBox(top: 1, left: 1, bottom: 9, right: 3)],
      height: 4, width: 4)
    #expect(regions.regions.map(\.name) == ["object", "background"])
    #expect(regions.regions.map(\.positions) == [9, 7])
    // A box of the whole image leaves no background.
    let whole = try RegionSet.objectAndBackground(
      boxes: [PixelBox(top: -1, left: 0, bottom: 4, right: 4)], height: 4, width: 4)
    #expect(whole.regions.map(\.name) == ["object"])
  }

  @Test func overlappingBoxesBecomeAtomsAndGroups() throws {
    let regions = try RegionSet.boxes(
      [
        NamedBox(name: "dog", box: PixelBox(top: 0, left: 0, bottom: 2, right: 3)),
        NamedBox(name: "ball", box: PixelBox(top: 1, left: 2, bottom: 3, right: 4)),
      ], height: 4, width: 4)
    #expect(Set(regions.regions.map(\.name)) == ["dog", "ball", "dog & ball", "background"])
    #expect(regions.groups.map(\.name) == ["dog", "ball"])
    let dog = regions.groups[0].regions.reduce(0) { $0 + regions.regions[$1].positions }
    #expect(dog == 6)
    #expect(regions.regions.map(\.positions).reduce(0, +) == 16)
    // Two boxes of the same pixels can both be asked for, as can one inside another.
    let box = PixelBox(top: 0, left: 0, bottom: 2, right: 2)
    let same = try RegionSet.boxes(
      [NamedBox(name: "cat", box: box), NamedBox(name: "pet", box: box)], height: 4, width: 4)
    #expect(same.regions.map(\.name) == ["cat & pet", "background"])
    #expect(same.groups == [RegionGroup(name: "cat", regions: [0]), RegionGroup(name: "pet", regions: [0])])
    let nested = try RegionSet.boxes(
      [
        NamedBox(name: "head", box: box),
        NamedBox(name: "dog", box: PixelBox(top: 0, left: 0, bottom: 4, right: 3)),
      ], height: 4, width: 4)
    #expect(nested.regions.map(\.name) == ["head & dog", "dog", "background"])
    #expect(nested.indices(named: "dog") == [0, 1] && nested.indices(named: "background") == [2])
  }

  @Test func wordsAreNumberedAndPaddingIsKept() throws {
    let regions = try RegionSet.words(["very", "very", "good"], length: 5)
    #expect(regions.regions.map(\.name) == ["0:very", "1:very", "2:good"])
    #expect(regions.labels == [0, 1, 2, -1, -1])
    #expect(throws: RegionError.self) { try RegionSet.words(["a", "b"], length: 1) }
  }

  @Test func standardGroupsCoverWhatTheySay() throws {
    func area(_ group: StandardGroup) -> Int { group.members(height: 8, width: 8).filter { $0 }.count }
    #expect(area(.border) == 28)
    #expect(area(.centre) == 36)
    #expect(area(.upperHalf) == 32 && area(.lowerHalf) == 32)
    #expect(area(.leftHalf) == 32 && area(.rightHalf) == 32)
    var regions = try RegionSet.grid(rows: 8, columns: 8, height: 8, width: 8)
    try regions.addGroup("border", members: StandardGroup.border.members(height: 8, width: 8))
    #expect(regions.groups[0].regions.count == 28)
  }

  @Test func majorityPicksAndSplitCuts() throws {
    let members = PixelMask(height: 4, width: 4, boxes: [PixelBox(top: 0, left: 0, bottom: 3, right: 4)]).bits
    var coarse = try RegionSet.grid(rows: 2, columns: 1, height: 4, width: 4)
    // The lower half lies half inside: not more than half.
    try coarse.addGroup("object", members: members)
    #expect(coarse.groups[0].regions == [0])
    #expect(coarse.regions.count == 2)

    var cut = try RegionSet.grid(rows: 2, columns: 1, height: 4, width: 4)
    try cut.addGroup("lower", of: ["1,0"])
    try cut.addGroup("object", members: members, membership: .split)
    #expect(cut.regions.map(\.name) == ["0,0", "1,0", "1,0 in object"])
    #expect(cut.groups.map(\.name) == ["lower", "object"])
    #expect(cut.groups[0].regions == [1, 2])
    #expect(cut.groups[1].regions == [0, 2])
    #expect(cut.regions.map(\.positions) == [8, 4, 4])
  }

  @Test func groupsMustExist() throws {
    var regions = try RegionSet.grid(rows: 1, columns: 2, height: 2, width: 2)
    #expect(throws: RegionError.self) { try regions.addGroup("g", of: ["nothing"]) }
    #expect(throws: RegionError.emptyGroup("g")) {
      try regions.addGroup("g", members: [true, false, false, false])
    }
    try regions.addGroup("g", of: ["0,0"])
    #expect(throws: RegionError.duplicateName("g")) { try regions.addGroup("g", of: ["0,1"]) }
  }
}
