import Explaining
import Foundation

/// Insertion and deletion of adaptive masks against RISE at equal numbers of forward passes.
struct PhotosBenchmark {
  var data: URL
  func run(photos: Int) throws { print("comes with the job's preprocessing") }
}
