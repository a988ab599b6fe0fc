import Foundation
import ImageCodecs
import NumPyFormat
import TestSupport
import Testing

@testable import Datasets

@Suite struct ResizingTests {
  /// 488 x 350 at 256 is 356.94 x 256; the cut's offset from 357 is 65, from 356 is 64.5, and 14.5 down.
  @Test func roundingDecidesHalfPixels() {
    func geometry(_ rounding: Preprocessing.Rounding) -> [Int] {
      let preprocessing = Preprocessing(
        resize: .shorterSide(256), crop: .init(height: 227, width: 227), rounding: rounding)
      let geometry = preprocessing.geometry(width: 488, height: 350)
      return [geometry.resizedWidth, geometry.resizedHeight, geometry.left, geometry.top]
    }
    #expect(geometry(.torchvision) == [356, 256, 64, 14])
    #expect(geometry(.nearest) == [357, 256, 65, 14])
    let tall = Preprocessing(resize: .exact(width: 4, height: 6), crop: .init(height: 3, width: 1), rounding: .nearest)
    #expect(tall.geometry(width: 9, height: 9).top == 1 && tall.geometry(width: 9, height: 9).left == 1)
  }

  @Test(arguments: ResizedByPillow.all)
  func equalsPillow(expected: ResizedByPillow) {
    let resized = patterned(width: 13, height: 9, channels: 3)
      .resized(width: expected.width, height: expected.height, filter: expected.filter)
    #expect(resized.pixels == expected.pixels)
  }

  @Test func flatImagesStayFlat() {
    let grey = RasterImage(width: 31, height: 17, channels: 1, pixels: [UInt8](repeating: 201, count: 31 * 17))
    for filter in ResamplingFilter.allCases {
      for (width, height) in [(7, 3), (64, 50), (1, 1)] {
        let resized = grey.resized(width: width, height: height, filter: filter)
        #expect(resized.pixels.allSatisfy { $0 == 201 })
      }
    }
  }
}

@Suite struct InputGeometryTests {
  /// Width, height, shorter side, crop height and width; then torchvision 0.29's resized width and height and the
  /// cut's top and left (negative: border).
  static let torchvision: [[Int]] = [
    [500, 375, 256, 227, 227, 341, 256, 14, 57],
    [375, 500, 256, 224, 224, 256, 341, 58, 16],
    [500, 333, 256, 224, 224, 384, 256, 16, 80],
    [10, 7, 5, 5, 5, 7, 5, 0, 1],
    [7, 10, 5, 4, 3, 5, 7, 2, 1],
    [33, 33, 8, 8, 8, 8, 8, 0, 0],
    [12, 5, 6, 9, 20, 14, 6, -1, -3],
    [5, 12, 4, 20, 9, 4, 9, -5, -2],
    [100, 3, 2, 2, 2, 66, 2, 0, 32],
    [9, 13, 9, 4, 4, 9, 13, 4, 2],
    [17, 29, 11, 20, 3, 11, 18, -1, 4],
    [16, 16, 15, 16, 16, 15, 15, 0, 0],
    [64, 48, 31, 30, 30, 41, 31, 0, 6],
  ]

  @Test(arguments: torchvision)
  func equalsTorchvision(row: [Int]) {
    let preprocessing = Preprocessing(
      resize: .shorterSide(row[2]), crop: Preprocessing.Crop(height: row[3], width: row[4]))
    let geometry = preprocessing.geometry(width: row[0], height: row[1])
    #expect([geometry.resizedWidth, geometry.resizedHeight, geometry.top, geometry.left] == Array(row[5...]))
    let display = preprocessing.displayImage(from: patterned(width: row[0], height: row[1], channels: 1))
    #expect((display.height, display.width, display.channels) == (row[3], row[4], 3))
  }

  @Test func bordersAreBlack() {
    let preprocessing = Preprocessing(crop: Preprocessing.Crop(height: 5, width: 4), channels: .grey)
    let image = RasterImage(width: 2, height: 2, channels: 1, pixels: [1, 2, 3, 4])
    #expect(
      preprocessing.displayImage(from: image).pixels == [
        0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      ])
  }

  @Test func pointsFollowThePixels() {
    let geometry = Preprocessing(
      resize: .exact(width: 20, height: 5), crop: Preprocessing.Crop(height: 3, width: 10)
    ).geometry(width: 10, height: 10)
    let point = geometry.map(x: 5, y: 5)
    #expect(point.x == 5)
    #expect(point.y == 1.5)
  }
}

@Suite struct PreprocessingTests {
  /// torchvision: Resize(5), CenterCrop(4), ToTensor, Normalize with ImageNet's numbers; rows 0-1, columns 0-1.
  @Test func valuesEqualTorchvision() {
    let preprocessing = Preprocessing(
      resize: .shorterSide(5), crop: Preprocessing.Crop(height: 4, width: 4), mean: [0.485, 0.456, 0.406],
      standardDeviation: [0.229, 0.224, 0.225])
    let (shape, values) = preprocessing.tensorValues(from: patterned(width: 10, height: 7, channels: 3))
    #expect(shape == [3, 4, 4])
    let expected: [Float] = [
      -0.8164226412773132, 0.5021834373474121, -0.35405433177948, 1.0501755475997925, 0.17016805708408356,
      1.518207311630249, 0.6428572535514832, 0.8354342579841614, 1.2630938291549683, 0.3742048442363739,
      1.175947904586792, -0.30553367733955383,
    ]
    let corner = (0..<3).flatMap { c in [0, 1, 4, 5].map { values[16 * c + $0] } }
    for (value, reference) in zip(corner, expected) { #expect(abs(value - reference) < 1e-6) }
  }

  @Test func channelOrders() {
    let image = patterned(width: 4, height: 3, channels: 3)
    let rgb = Preprocessing(scale: 1).tensorValues(from: image).values
    let bgr = Preprocessing(channels: .bgr, scale: 1, mean: [1, 2, 3]).tensorValues(from: image).values
    #expect(bgr[0..<12].map { $0 + 1 } == Array(rgb[24..<36]))
    #expect(bgr[24..<36].map { $0 + 3 } == Array(rgb[0..<12]))
    let grey = patterned(width: 2, height: 2, channels: 1)
    #expect(Preprocessing(scale: 1).tensorValues(from: grey).values.prefix(4) == [0, 7, 13, 23])
    // Pillow's convert("L") of the first row of a 10 x 7 image.
    let luma = Preprocessing(channels: .grey, scale: 1).tensorValues(from: patterned(width: 10, height: 7, channels: 3))
    #expect(luma.shape == [1, 7, 10])
    #expect(luma.values.prefix(10) == [41, 48, 69, 104, 153, 187, 113, 128, 204, 96])
  }

  @Test func labelMapsKeepTheirLabels() {
    let map = RasterImage(width: 4, height: 4, channels: 1, pixels: [0, 0, 9, 9, 0, 0, 9, 9, 7, 7, 3, 3, 7, 7, 3, 3])
    let small = Preprocessing(resize: .exact(width: 2, height: 2)).labelMap(from: map)
    #expect(small.pixels == [0, 9, 7, 3])
    let bordered = Preprocessing(
      resize: .exact(width: 2, height: 2), crop: Preprocessing.Crop(height: 4, width: 2)
    ).labelMap(from: map, outside: 255)
    #expect(bordered.pixels == [255, 255, 0, 9, 7, 3, 255, 255])
  }

  @Test func impossibleSettingsAreNamed() {
    #expect(Preprocessing().problem == nil)
    #expect(Preprocessing(mean: [1, 2]).problem?.contains("mean") == true)
    #expect(Preprocessing(standardDeviation: [0]).problem?.contains("deviation") == true)
    #expect(Preprocessing(resize: .shorterSide(0)).problem?.contains("resize") == true)
    #expect(Preprocessing(crop: Preprocessing.Crop(height: 0, width: 1)).problem?.contains("crop") == true)
    #expect(Preprocessing(scale: .nan).problem?.contains("scale") == true)
  }
}

/// Against the preprocessed inputs that came with a real network.
@Suite(.enabled(if: SharedData.isPresent, "\(SharedData.absence)"))
struct RealPhotoTests {
  @Test(arguments: [("n01440764_tench.JPEG", 0), ("n02120505_grey_fox.JPEG", 1)])
  func squeezenetInputs(name: String, index: Int) throws {
    let archive = try NumPyArchive(contentsOf: SharedData.folder.appending(path: "models/squeezenet11.npz"))
    let expected = try archive["input_\(index)"]
    let photo = try Data(contentsOf: SharedData.folder.appending(path: "photos/\(name)"))
    let preprocessing = Preprocessing(
      resize: .shorterSide(256), crop: Preprocessing.Crop(height: 227, width: 227), channels: .bgr, scale: 1,
      mean: [104, 117, 123])
    let (shape, values) = preprocessing.tensorValues(from: try RasterImage(decoding: photo))
    #expect(shape == expected.shape)
    #expect(values == expected.floats)
  }
}
