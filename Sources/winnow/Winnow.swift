import ArgumentParser

@main
struct Winnow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "winnow",
    abstract: "Proven minimal explanations of neural networks over whole data sets.",
    version: "0.1.0",
    // One file a command in Commands/, in the order in which a user meets them.
    subcommands: [
      StatusCommand.self, MergeCommand.self, ExportCommand.self, CompareCommand.self, RehearseSweepCommand.self,
      SolveCommand.self, VerifyCommand.self,
    ])
}
