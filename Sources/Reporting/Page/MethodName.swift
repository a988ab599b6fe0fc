/// How methods and their maps are called in reports.
enum MethodName {
  private static let names = [
    "smug": "SMUG", "smug-base": "SMUG base", "smug-sum": "SMUG sum", "ig": "IG", "integrated-gradients": "IG",
    "gradient-input": "Gradient × input", "gradient-x-input": "Gradient × input", "smoothgrad": "SmoothGrad",
    "grad-cam": "Grad-CAM", "gradcam": "Grad-CAM", "occlusion": "Occlusion", "random": "Random",
    "centre-box": "Centre box", "black-box": "Black-box mask", "sobol": "Sobol", "any-box": "Best of all boxes",
    "sobol-first": "Sobol, first order", "sobol-interaction": "Sobol, interaction", "rise": "RISE",
    "adaptive-masks": "Adaptive masks", "variability": "Variability", "leading map": "Leading map",
    "leading mask": "Leading mask", "gradient": "Gradient",
    "whole-network": "Whole network",
  ]

  static func display(_ name: String) -> String {
    if let known = names[name] { return known }
    return name.hasSuffix("-mask") ? display(String(name.dropLast(5))) + " mask" : name
  }
}
