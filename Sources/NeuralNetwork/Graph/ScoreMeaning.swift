/// What a network's output holds for its classes: it decides how their probabilities are read.
public enum ScoreMeaning: String, Sendable, CaseIterable {
  /// Scores of any size that softmax turns into probabilities; a single one is the logit of the second of two classes.
  case logits
  /// Probabilities that add up to 1.
  case softmax
  /// Logarithms of probabilities that add up to 1.
  case logSoftmax = "log-softmax"
  /// A probability for each class, independent of the others'; a single one is that of the second of two classes.
  case sigmoid
  /// Scores that a sigmoid each turns into such probabilities.
  case sigmoidLogits = "sigmoid-logits"
}
