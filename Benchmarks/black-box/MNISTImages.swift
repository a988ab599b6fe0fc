import Foundation
import Gzip

/// The MNIST test images, scaled to 0...1.
struct MNISTImages {
  let images: [[Float]]
  let labels: [Int]

  init(folder: URL) throws {
    let pixels = try Gzip.decompress(Data(contentsOf: folder.appending(path: "t10k-images-idx3-ubyte.gz")))
    let digits = try Gzip.decompress(Data(contentsOf: folder.appending(path: "t10k-labels-idx1-ubyte.gz")))
    images = stride(from: 16, to: pixels.count, by: 784).map { start in
      pixels[start..<start + 784].map { Float($0) / 255 }
    }
    labels = digits.dropFirst(8).map { Int($0) }
  }
}
