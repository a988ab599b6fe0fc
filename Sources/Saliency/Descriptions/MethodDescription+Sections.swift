extension MethodDescription.Section {
  /// Within records that fill ``regions``: the stage that each worker books once, one forward pass by itself, in
  /// seconds.
  public static let barePassStage = "bare-pass"
  /// Within records that fill ``variations``: the image of the input without its region; the others are variations.
  public static let removedImage = "removed"
}
