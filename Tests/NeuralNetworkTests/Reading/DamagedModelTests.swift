import Foundation
import ONNXSchema
import SwiftProtobuf
import Testing

@testable import NeuralNetwork

/// Files that are damaged or hostile end in an error or load as something valid: never in a crash, a hang or memory beyond
/// the limits. WINNOW_FUZZ_COUNT sets how many mutations are tried.
struct DamagedModelTests {
  static let count = ProcessInfo.processInfo.environment["WINNOW_FUZZ_COUNT"].flatMap { Int($0) } ?? 10_000
  static let limits = LoadLimits(
    fileBytes: 1 << 20, tensorElements: 1 << 20, constantElements: 1 << 21, nodes: 1000)

  /// Reads a model from bytes as `Network(contentsOf:)` does, makes a plan with gradients and runs it once.
  static func use(_ data: Data) throws {
    let reader = ONNXReader(directory: URL(fileURLWithPath: "/nowhere"), limits: limits)
    let network = try Network(reader.graph(from: ONNXReader.parse(data)), name: "mutant", limits: limits)
    _ = network.nodes
    let output = try network.probabilities()
    let plan = try Plan(network, to: [output.tensor], batch: 2, differentiable: true)
    guard plan.scratchBytes < 1 << 26 else { return }
    let runner = try Runner(plan)
    try runner.forward()
    try runner.backward(of: [0])
  }

  @Test(arguments: SmallModels.all.map(\.name))
  func anUndamagedModelRuns(name: String) throws {
    let model = try #require(SmallModels.all.first { $0.name == name }).model
    try Self.use(model.serializedData())
  }

  @Test func mutationsEndInErrorsOrValidModels() throws {
    var random = Xorshift(state: 0x2545_F491_4F6C_DD1D)
    let models = try SmallModels.all.map { ($0.model, [UInt8](try $0.model.serializedData())) }
    var errors = 0
    var valid = 0
    for i in 0..<Self.count {
      let (model, bytes) = models[i % models.count]
      let data = i % 3 == 0 ? try Self.restructured(model, &random) : Self.damaged(bytes, &random)
      let clock = ContinuousClock.now
      do {
        try Self.use(data)
        valid += 1
      } catch is NetworkError {
        errors += 1
      }
      // Not a measurement: a hang is what this is about.
      #expect(ContinuousClock.now - clock < .seconds(60), "mutation \(i) hangs")
    }
    #expect(errors + valid == Self.count)
    #expect(errors > Self.count / 4 && valid > 0)
  }

  @Test func everyTruncationIsAnError() throws {
    let bytes = [UInt8](try SmallModels.image().serializedData())
    for length in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: NetworkError.self, "\(length) bytes") { try Self.use(Data(bytes.prefix(length))) }
    }
  }

  @Test func aTensorThatClaimsTooMuchIsRefusedBeforeItIsAllocated() throws {
    for dims: [Int64] in [[1 << 40], [1 << 20, 1 << 20], [1 << 62, 4], [-1], [1 << 40, 0, 1 << 40]] {
      var model = SmallModels.image()
      model.graph.initializer[0].dims = dims
      model.graph.initializer[0].rawData = Data()
      let data = try model.serializedData()
      #expect(throws: NetworkError.self, "\(dims)") {
        let reader = ONNXReader(directory: URL(fileURLWithPath: "/nowhere"), limits: LoadLimits())
        _ = try Network(reader.graph(from: ONNXReader.parse(data)), name: "huge")
      }
    }
  }

  @Test func shapesThatWouldExplodeAreRefused() throws {
    for (type, shape) in [
      ("Expand", [1 << 20, 1 << 20]), ("ConstantOfShape", [1 << 20, 1 << 20]), ("Tile", [1 << 40, 1]),
    ] {
      let constant = SmallModels.integers("huge", shape)
      let inputs = type == "ConstantOfShape" ? ["huge"] : ["x", "huge"]
      let model = SmallModels.model(
        input: [0, 3], nodes: [SmallModels.node(type, inputs, ["e"]), SmallModels.node("Add", ["x", "e"], ["y"])],
        weights: [constant])
      let data = try model.serializedData()
      #expect(throws: NetworkError.self, "\(type)") {
        let reader = ONNXReader(directory: URL(fileURLWithPath: "/nowhere"), limits: LoadLimits())
        _ = try Network(reader.graph(from: ONNXReader.parse(data)), name: "huge")
      }
    }
  }

  // MARK: mutations

  struct Xorshift {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state >> 33) % max(1, bound)
    }
  }

  /// Bytes flipped, set, removed, doubled or cut off.
  static func damaged(_ bytes: [UInt8], _ random: inout Xorshift) -> Data {
    var bytes = bytes
    for _ in 0...random.next(4) where !bytes.isEmpty {
      let place = random.next(bytes.count)
      switch random.next(6) {
      case 0: bytes[place] ^= 1 << UInt8(random.next(8))
      case 1: bytes[place] = [0, 0x7f, 0x80, 0xff][random.next(4)]
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.next(16)))
      case 3: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 1 + random.next(16))], at: place)
      case 4: bytes[place] = UInt8(random.next(256))
      default: if random.next(4) == 0 { bytes.removeLast(bytes.count - place) }
      }
    }
    return Data(bytes)
  }

  /// Well-formed files that say something else: other names, extents, attributes, operators.
  static func restructured(_ original: Onnx_ModelProto, _ random: inout Xorshift) throws -> Data {
    var model = original
    let numbers: [Int64] = [0, 1, -1, 2, 3, 7, -3, 255, 1 << 20, 1 << 31, 1 << 40, .max, .min]
    let types = OperatorRegistry.all.map { $0.name }
    for _ in 0...random.next(3) where !model.graph.node.isEmpty {
      let n = random.next(model.graph.node.count)
      let w = random.next(max(1, model.graph.initializer.count))
      switch random.next(8) {
      case 0: model.graph.node[n].opType = types[random.next(types.count)]
      case 1: model.graph.node.remove(at: n)
      case 2:
        let names = model.graph.node.flatMap(\.input) + ["x", "", "nothing"]
        if !model.graph.node[n].input.isEmpty {
          model.graph.node[n].input[random.next(model.graph.node[n].input.count)] = names[random.next(names.count)]
        }
      case 3:
        let count = model.graph.node[n].attribute.count
        if count > 0 {
          let a = random.next(count)
          model.graph.node[n].attribute[a].i = numbers[random.next(numbers.count)]
          let ints = model.graph.node[n].attribute[a].ints.count
          if ints > 0 {
            model.graph.node[n].attribute[a].ints[random.next(ints)] = numbers[random.next(numbers.count)]
          }
        }
      case 4:
        if w < model.graph.initializer.count, !model.graph.initializer[w].dims.isEmpty {
          let d = random.next(model.graph.initializer[w].dims.count)
          model.graph.initializer[w].dims[d] = numbers[random.next(numbers.count)]
        }
      case 5:
        if w < model.graph.initializer.count, !model.graph.initializer[w].int64Data.isEmpty {
          let d = random.next(model.graph.initializer[w].int64Data.count)
          model.graph.initializer[w].int64Data[d] = numbers[random.next(numbers.count)]
        }
      case 6:
        let d = random.next(model.graph.input[0].type.tensorType.shape.dim.count)
        model.graph.input[0].type.tensorType.shape.dim[d].dimValue = numbers[random.next(numbers.count)]
      default:
        model.opsetImport[0].version = Int64(random.next(26))
      }
    }
    return try model.serializedData()
  }
}
