import Foundation

// report-benchmark make FOLDER ITEMS [SIDE] | report FOLDER [page]: what the report of a large sweep costs. Each command is a
// process of its own, so that the memory of making the run is not counted as the report's.

let arguments = CommandLine.arguments
switch arguments.dropFirst().first {
case "make" where arguments.count > 3:
  guard let items = Int(arguments[3]), items > 0 else { exit(64) }
  let run = SyntheticRun(items: items, side: arguments.count > 4 ? Int(arguments[4]) ?? 64 : 64)
  try run.write(to: arguments[2])
case "report" where arguments.count > 2:
  try ReportMeasurement(folder: arguments[2], isPageOnly: arguments.dropFirst(3).first == "page").run()
default:
  print("usage: report-benchmark make FOLDER ITEMS [SIDE] | report FOLDER [page]")
  exit(64)
}
