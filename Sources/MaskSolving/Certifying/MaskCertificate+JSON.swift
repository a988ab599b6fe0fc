import Foundation

extension MaskCertificate {
  /// Reads what ``json()`` wrote.
  public init(json: Data) throws { self = try JSONDecoder().decode(MaskCertificate.self, from: json) }

  /// The text of the certificate, keys in order: equal certificates give equal bytes.
  public func json() throws -> Data { try JSONEncoder.sorted.encode(self) }
}
