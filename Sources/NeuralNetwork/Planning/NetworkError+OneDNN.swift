import OneDNN

/// Runs what calls oneDNN; its failures become the network's.
func library<Result>(_ body: () throws(OneDNNError) -> Result) throws(NetworkError) -> Result {
  do {
    return try body()
  } catch {
    throw NetworkError(error)
  }
}

extension NetworkError {
  fileprivate init(_ error: OneDNNError) {
    switch error {
    case .failed: self.init(.library, error.description)
    case .allocation: self.init(.tooLarge, error.description)
    }
  }
}

extension OperationDescriptor {
  /// Has oneDNN choose an implementation, and the layouts that were left open.
  func prepared() throws(NetworkError) -> PrimitiveDescriptor {
    try library { () throws(OneDNNError) in try PrimitiveDescriptor(self) }
  }
}

/// Version of the oneDNN library in use.
public func oneDNNVersion() -> String { Engine.version }

/// What the oneDNN library in use shares its work with, where it cannot be kept to one thread for each worker; nil where it
/// can.
public func oneDNNForeignThreads() -> String? { Engine.keepsToOneThread ? nil : Engine.threading }
