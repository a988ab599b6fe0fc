import Explaining
import Saliency
import Storing

extension ExplanationRecord {
  /// The record of an analysis: sums, and closed and total indices of groups, as values; regions, groups and pairs with
  /// their intervals as tables; total, first-order and interaction maps.
  init(_ explanation: SobolExplanation, regions: RegionSet, height: Int, width: Int) {
    var values: [NamedValue] = []
    func add(_ name: String, _ estimate: SobolEstimate) {
      values.append(NamedValue(name, estimate.value))
      values.append(NamedValue("\(name)-error", estimate.standardError))
    }
    add("interaction-share", explanation.interactionShare)
    add("non-additive-share", explanation.nonAdditiveShare)
    add("first-sum", explanation.firstSum)
    add("total-sum", explanation.totalSum)
    for group in explanation.groups {
      add("\(group.name)-closed", group.closed)
      add("\(group.name)-total", group.total)
      values.append(NamedValue("\(group.name)-area", Double(group.positions) / Double(regions.labels.count)))
    }
    // Object and background that are regions themselves are asked for like groups.
    for region in explanation.regions where ["object", "background"].contains(region.name) {
      add("\(region.name)-closed", region.first)
      add("\(region.name)-total", region.total)
      values.append(NamedValue("\(region.name)-area", Double(region.positions) / Double(regions.labels.count)))
    }
    values += [
      NamedValue("variance", explanation.variance), NamedValue("original-output", explanation.originalOutput),
      NamedValue("replaced-output", explanation.replacedOutput), NamedValue("constant", explanation.isConstant ? 1 : 0),
      NamedValue("regions", Double(explanation.regions.count)), NamedValue("rows", Double(explanation.rows)),
      NamedValue("planned-passes", Double(explanation.plannedPasses)), NamedValue("passes", Double(explanation.passes)),
      NamedValue("anomalies", Double(explanation.anomalies.count)),
      NamedValue("anomalies-beyond-interval", Double(explanation.anomalies.count { !$0.isWithinInterval })),
    ]
    if let converged = explanation.converged { values.append(NamedValue("converged", converged ? 1 : 0)) }
    let maps = [("sobol", SobolExplanation.Map.total), ("sobol-first", .first), ("sobol-interaction", .interaction)]
    self.init(
      method: SobolMethod.key, values: values,
      maps: maps.map {
        SaliencyMapRecord(name: $0.0, height: height, width: width, values: explanation.map($0.1, over: regions))
      },
      tables: Self.tables(explanation))
  }

  private static func tables(_ explanation: SobolExplanation) -> [TableRecord] {
    func columns(_ name: String) -> [String] { [name, "\(name)-error", "\(name)-lower", "\(name)-upper"] }
    func numbers(_ estimate: SobolEstimate) -> [Double] {
      [estimate.value, estimate.standardError, estimate.lower, estimate.upper]
    }
    var tables = [
      TableRecord(
        name: "regions", columns: ["positions"] + columns("first") + columns("total") + columns("interaction"),
        rows: explanation.regions.map(\.name),
        values: explanation.regions.flatMap {
          [Double($0.positions)] + numbers($0.first) + numbers($0.total) + numbers($0.interaction)
        })
    ]
    if !explanation.groups.isEmpty {
      tables.append(
        TableRecord(
          name: "groups", columns: ["positions"] + columns("closed") + columns("total"),
          rows: explanation.groups.map(\.name),
          values: explanation.groups.flatMap { [Double($0.positions)] + numbers($0.closed) + numbers($0.total) }))
    }
    // Which regions a group is made of, with their own indices beside the group's.
    let parts = explanation.groups.flatMap { group in group.regions.map { (group.name, explanation.regions[$0]) } }
    if !parts.isEmpty {
      tables.append(
        TableRecord(
          name: "parts", columns: ["positions"] + columns("first") + columns("total"),
          rows: parts.map { "\($0.0): \($0.1.name)" },
          values: parts.flatMap { [Double($0.1.positions)] + numbers($0.1.first) + numbers($0.1.total) }))
    }
    if !explanation.pairs.isEmpty {
      tables.append(
        TableRecord(
          name: "pairs", columns: columns("second-order"),
          rows: explanation.pairs.map {
            "\(explanation.regions[$0.first].name) + \(explanation.regions[$0.second].name)"
          },
          values: explanation.pairs.flatMap { numbers($0.index) }))
    }
    return tables
  }
}
