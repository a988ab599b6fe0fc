import Datasets

extension Preprocessing {
  /// The `preprocessing` part of a job; without it images are taken as they are, bytes scaled to [0, 1].
  init(_ value: YAMLValue?) throws(JobFileError) {
    self.init()
    guard let value else { return }
    var keys = try value.mapping()
    if let resize = keys.optional("resize") { self.resize = try Resize(resize) }
    if let filter = keys.optional("filter") { self.filter = try filter.choice() }
    if let rounding = keys.optional("rounding") { self.rounding = try rounding.choice() }
    if let crop = keys.optional("crop") { self.crop = try Crop(crop) }
    if let channels = keys.optional("channels") { self.channels = try channels.choice() }
    if let scale = keys.optional("scale") { self.scale = try scale.double() }
    if let mean = keys.optional("mean") { self.mean = try mean.numbers() }
    if let deviation = keys.optional("std") { standardDeviation = try deviation.numbers() }
    try keys.finish()
    if let problem { throw value.error("preprocessing: \(problem)") }
  }
}

extension Preprocessing.Resize {
  /// `none`, `{shorter: 256}` or `{width: 224, height: 224}`.
  init(_ value: YAMLValue) throws(JobFileError) {
    guard value.isMapping else {
      guard try value.string() == "none" else {
        throw value.error("resize must be none, {shorter: PIXELS} or {width: PIXELS, height: PIXELS}")
      }
      self = .none
      return
    }
    var keys = try value.mapping()
    if let shorter = keys.optional("shorter") {
      self = .shorterSide(try shorter.int(in: 1...65536))
    } else {
      self = .exact(
        width: try keys.required("width").int(in: 1...65536), height: try keys.required("height").int(in: 1...65536))
    }
    try keys.finish()
  }
}

extension Preprocessing.Crop {
  /// A side, or `{width: 224, height: 224}`.
  init(_ value: YAMLValue) throws(JobFileError) {
    guard value.isMapping else {
      let side = try value.int(in: 1...65536)
      self.init(height: side, width: side)
      return
    }
    var keys = try value.mapping()
    self.init(
      height: try keys.required("height").int(in: 1...65536), width: try keys.required("width").int(in: 1...65536))
    try keys.finish()
  }
}

extension YAMLValue {
  /// One number, or a list of numbers.
  func numbers() throws(JobFileError) -> [Double] {
    guard isList else { return [try double()] }
    var numbers: [Double] = []
    for value in try list() { numbers.append(try value.double()) }
    return numbers
  }
}
