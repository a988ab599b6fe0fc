import ArgumentParser
import Datasets
import Explaining
import Foundation
import ImageCodecs
import Jobs
import Reporting
import Storing
import Sweeping

/// `winnow explain`: one image or sentence, explained now.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain one image or sentence: print the result, and draw an image's.",
    discussion: """
      winnow explain dog.jpg --model resnet18.onnx --resize-shorter 256 --crop 224 \\
        --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 --output dog-explained.png

      The method is SMUG unless --method names another, with its settings as in a job file:

      winnow explain dog.jpg --model resnet18.onnx ... --method "sufficient: {window: 16, necessary: true}"

      With --job the model, the preprocessing and the methods are a job file's instead. Where the job is about \
      sentences, give the sentence in place of the image:

      winnow explain "A warm and clever film." --job Jobs/sentences.yaml
      """)

  @Argument(help: "The image (JPEG or PNG), or the sentence.") var image: String

  @Option(name: .shortAndLong, help: "The network (ONNX).") var model: String?
  @Option(help: "Take model, preprocessing and methods from this job file.") var job: String?
  @OptionGroup var settings: JobOverrideOptions
  @Option(help: "Names of the classes, one a line.") var classes: String?
  @OptionGroup var scores: ScoresOption
  @OptionGroup(title: "Preprocessing") var preprocessing: PreprocessingOptions

  @Option(help: "Explain by this method of job files instead of SMUG, whose settings follow.") var method: String?
  @Option(help: "Neurons to rank.") var k = SMUGSettings.defaultK
  @Option(help: "Share of a neuron's evidence to keep, in [0, 1).") var gamma = SMUGSettings().gamma
  @Option(help: "A neuron's evidence: its change from the hidden image, or its value (the paper's).")
  var evidence = SMUGSettings().evidence
  @Option(help: "Side of a window in pixels.") var window = SMUGSettings.defaultWindow
  @Option(help: IntegrationRuleOption.help, transform: IntegrationRuleOption.rule)
  var points = IntegratedGradients().rule
  @Option(help: "Seconds for the mask search, or none.")
  var timeLimit = TimeLimit(seconds: SMUGSettings.defaultTimeLimit)
  @Option(help: TargetOption.help, transform: TargetOption.rule) var target = JobFile.TargetRule.predicted
  @Option(
    name: .shortAndLong,
    help: "Where to draw: photo, base map where the method has one, map with the mask's outline (PNG).")
  var output = "explanation.png"

  func validate() throws {
    guard (model == nil) != (job == nil) else { throw ValidationError("Name either --model or --job.") }
    guard job != nil || settings.overrides.isEmpty else {
      throw ValidationError("--set changes a value of a job file: name it with --job.")
    }
    guard job == nil || scores.scores == nil else {
      throw ValidationError("What the scores are is the job's to say: leave out --scores.")
    }
    guard job == nil || method == nil else { throw ValidationError("The methods are the job's: leave out --method.") }
    do { try smug.validate() } catch { throw ValidationError("\(error)") }
  }

  func run() throws {
    do {
      let prepared = try preparedJob()
      let record = try ItemPipeline(job: prepared, rank: 0).process(0)
      let names = prepared.classNames
      guard case .explained(let explained) = record.outcome else {
        if case .failed(let failure) = record.outcome { Console.fail("\(image): \(failure.message)") }
        throw ExitCode(SweepExitCode.badInput.rawValue)
      }
      print(ExplanationText(explained, stages: record.provenance.stages, classNames: names).text)
      if let sentence = explained.sentence {
        print(SentenceText(sentence, explained).text)
        return
      }
      let photo = try prepared.displayImage(at: 0)
      let drawn = Overlay.picture(photo: photo, explained: explained, hidden: prepared.file.hiddenDisplay?(photo))
      try drawn.pngData().write(to: URL(filePath: output))
      print("drawn: \(output)")
    } catch let code as ExitCode {
      throw code
    } catch {
      throw ExitCode(CommandFailure.report(error).rawValue)
    }
  }

  /// The job, about the one image or sentence alone.
  private func preparedJob() throws -> PreparedJob {
    var file = try jobFile()
    if case .sentences(let source) = file.data.source {
      let sentence = try TextDataset(sentence: image, as: source, relativeTo: URL(filePath: "/"))
      return try PreparedJob(file, data: .sentences(sentence))
    }
    file.data.source = .images(single)
    return try PreparedJob(file)
  }

  private var single: SingleImage { SingleImage(file: URL(filePath: image).absoluteURL.path) }

  private func jobFile() throws -> JobFile {
    if let job {
      var file = try settings.jobFile(at: job)
      // One image is no data set to fit a generator to.
      if case .principalComponents? = file.variations?.generator { file.variations = nil }
      return file
    }
    return JobFile(
      name: "explain",
      model: ModelSettings(
        .network(NetworkSettings(file: URL(filePath: model ?? ""), scores: scores.scores)),
        classes: classes.map { URL(filePath: $0) }),
      data: DataSettings(source: .images(single)),
      preprocessing: try preprocessing.preprocessing(), target: target,
      methods: try method.map { text throws(JobFileError) in try JobMethod.methods(commandLine: text) }
        ?? [.network(SMUGMethod(settings: smug, integration: IntegratedGradients(rule: points)))])
  }

  private var smug: SMUGSettings {
    SMUGSettings(k: k, gamma: gamma, evidence: evidence, window: window, timeLimit: timeLimit.seconds)
  }
}

extension SMUGSettings.Evidence: ExpressibleByArgument {}
