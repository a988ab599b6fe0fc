import Jobs
import Saliency
import Storing

extension RunDescription {
  /// How the run's methods and scores are called: as they were described when the run was made; what it does not
  /// describe, as this version of the program does.
  var glossary: Glossary { Glossary(methods: methods, scores: scores).completed(by: .program) }
}
