import Explaining
import Saliency

extension PredictionCheck {
  /// The check as scores of a mask.
  var values: [NamedValue] {
    var values: [NamedValue] = [
      NamedValue("mask.keeps-float", floatKeeps ? 1 : 0), NamedValue("mask.margin-float", floatMargin),
    ]
    if let exactKeeps, let exactMargin {
      values += [
        NamedValue("mask.keeps-exact", exactKeeps ? 1 : 0), NamedValue("mask.margin-exact", exactMargin),
        NamedValue("mask.float-differs", disagrees ? 1 : 0),
      ]
    }
    return values
  }
}
