/// Type of a tensor's elements in the model file. Winnow computes in single precision whatever it is; integers and
/// truth values are exact up to 2^24 where they are not constant.
public enum ElementType: Int, Sendable {
  case float = 1
  case uint8, int8, uint16, int16, int32, int64
  case bool = 9
  case float16, double, uint32, uint64
  case bfloat16 = 16

  public var isFloatingPoint: Bool { [.float, .float16, .double, .bfloat16].contains(self) }

  public var name: String { "\(self)" }
}

/// A tensor whose elements are known when the network is loaded or planned.
struct ConstantTensor: Sendable, Equatable {
  enum Elements: Sendable, Equatable {
    case floats([Float])
    case doubles([Double])
    case integers([Int64])
  }

  var type: ElementType
  var shape: [Int]
  var elements: Elements

  init(type: ElementType, shape: [Int], elements: Elements) {
    self.type = type
    self.shape = shape
    self.elements = elements
  }

  init(_ shape: [Int], _ values: [Float]) { self.init(type: .float, shape: shape, elements: .floats(values)) }
  init(_ shape: [Int], _ values: [Double]) { self.init(type: .float, shape: shape, elements: .doubles(values)) }
  init(_ shape: [Int], integers: [Int64], type: ElementType = .int64) {
    self.init(type: type, shape: shape, elements: .integers(integers))
  }

  var count: Int {
    switch elements {
    case .floats(let v): v.count
    case .doubles(let v): v.count
    case .integers(let v): v.count
    }
  }

  var floats: [Float] {
    switch elements {
    case .floats(let v): v
    case .doubles(let v): v.map { Float($0) }
    case .integers(let v): v.map { Float($0) }
    }
  }

  var doubles: [Double] {
    switch elements {
    case .floats(let v): v.map { Double($0) }
    case .doubles(let v): v
    case .integers(let v): v.map { Double($0) }
    }
  }

  /// The elements as integers, rounded towards zero; values beyond Int are held at its ends.
  var integers: [Int] {
    switch elements {
    case .floats(let v): v.map { Int(clamping: $0) }
    case .doubles(let v): v.map { Int(clamping: $0) }
    case .integers(let v): v.map { Int($0) }
    }
  }

  func reshaped(_ shape: [Int]) -> ConstantTensor { ConstantTensor(type: type, shape: shape, elements: elements) }

  /// Elements computed in double precision, stored as the type asks.
  static func computed(_ type: ElementType, _ shape: [Int], _ values: [Double]) -> ConstantTensor {
    type.isFloatingPoint
      ? ConstantTensor(type: type, shape: shape, elements: .doubles(values))
      : ConstantTensor(type: type, shape: shape, elements: .integers(values.map { Int64(Int(clamping: $0)) }))
  }
}

extension Int {
  /// Towards zero; NaN becomes 0 and values out of range the nearest end.
  init(clamping value: some BinaryFloatingPoint) {
    if value.isNaN {
      self = 0
    } else {
      self = Int(exactly: value.rounded(.towardZero)) ?? (value < 0 ? Int.min : Int.max)
    }
  }
}

/// What is known of a tensor before it is computed.
struct Value: Sendable {
  var type: ElementType
  var shape: [Int]
  var constant: ConstantTensor?

  init(_ type: ElementType, _ shape: [Int]) {
    self.type = type
    self.shape = shape
  }

  init(_ constant: ConstantTensor) {
    type = constant.type
    shape = constant.shape
    self.constant = constant
  }

  var count: Int { shape.reduce(1, *) }
}
