import ArgumentParser

@main
struct Winnow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "winnow",
    abstract: "Proven minimal explanations of neural networks over whole data sets.",
    version: Versions.winnow,
    // One file a command in Commands/, in the order in which a user meets them.
    subcommands: [
      RunCommand.self,
      ExplainCommand.self,
      InitCommand.self,
      InspectCommand.self,
      AttributeCommand.self,
      ProfileCommand.self,
      SolveCommand.self,
      VerifyCommand.self,
      StatusCommand.self,
      MergeCommand.self,
      ReportCommand.self,
      ExportCommand.self,
      CompareCommand.self,
      CheckSanityCommand.self,
      DoctorCommand.self,
      RehearseSweepCommand.self,
    ])
}
