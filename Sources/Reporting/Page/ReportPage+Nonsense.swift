extension ReportPage {
  /// Said before all else: where the answers make no sense, nothing that explains them does.
  var nonsense: Finding? {
    let classCount = max(options.classNames.count, statistics.answers.leastClassCount)
    let isFlat = statistics.topProbability.mean.map { $0 < 2 / Double(classCount) } ?? false
    let oddities = [
      options.inputRange?.oddity, statistics.answers.oddity(classCount: classCount, isFlat: isFlat),
    ].compactMap(\.self)
    guard !oddities.isEmpty else { return nil }
    let place = isAboutSentences ? "the vocabulary" : "the preprocessing"
    return Finding(
      text: "Do these answers make sense? Of \(NumberText.items(statistics.answers.count)), "
        + "\(oddities.joined(separator: "; ")). Look at \(place), and at whether labels are numbered as the network's "
        + "classes are.", isOdd: true)
  }
}
