import Datasets
import Foundation
import Saliency
import Scoring
import Testing

@testable import Jobs

@Suite struct JobFileTests {
  private let minimal = """
    model: {file: ../net.onnx}
    data: {folder: ../pictures}
    methods: [smug]

    """

  @Test func defaults() throws {
    let job = try parse(minimal)
    #expect(job.name == "x")
    #expect(job.model == ModelSettings(.network(NetworkSettings(file: URL(filePath: "/project/net.onnx")))))
    #expect(job.data.source == .images(ClassFolders(root: "/project/pictures")))
    #expect(job.preprocessing == Preprocessing())
    #expect(job.target == .predicted && job.overlays == .first(24) && job.seed == 0)
    #expect(job.methods.count == 1)
  }

  @Test func scores() throws {
    func measures(_ text: String) throws -> [String] {
      try parse(minimal + text).scores.measures.map { type(of: $0).key }
    }
    #expect(try measures("") == ["ground-truth", "form"])
    #expect(try measures("scores: []\n").isEmpty)
    #expect(try measures("scores: [mask-tests, log-saliency]\n") == ["log-saliency", "mask-tests"])
    #expect(try measures("scores: all\n") == MeasureRegistry.all.map { $0.key })
  }

  @Test func fills() throws {
    func fills(_ text: String) throws -> [RemovalFill]? { try parse(minimal + text).scores.fills }
    #expect(try fills("scores: [average-drop]\n") == nil)
    #expect(
      try fills("scores: [form, average-drop]\nfills: [zero, blur:3, noise, donor, road]\n")
        == [.zero, .fill(.blur(sigma: 3)), .noise, .donor, .road])
    let job = try parse(minimal + "scores: [form, average-drop]\nfills: mean\n")
    #expect(job.glossary.scores.map(\.key).contains("drop-mean"))
    for (text, reason) in [
      ("scores: [form]\nfills: [zero]\n", "remove pixels"), ("scores: all\nfills: [grey]\n", "'grey'"),
      ("scores: all\nfills: [zero, zero]\n", "twice"), ("scores: all\nfills: []\n", "at least one"),
    ] {
      #expect { try parse(minimal + text) } throws: { "\($0)".contains(reason) }
    }
  }

  @Test func aMeasureMayHaveSettingsOfItsOwn() throws {
    let job = try parse(
      minimal + """
        scores:
          - insertion-deletion: {fills: [zero, blur], shares: [1, 10, 50]}
          - area-curves: {window: 16}
          - average-drop
        fills: [mean, donor]

        """)
    let curves = try #require(job.scores.measures.lazy.compactMap { $0 as? InsertionDeletion }.first)
    #expect(curves.fills == [.zero, .blur] && curves.shares == [1, 10, 50])
    let areas = try #require(job.scores.measures.lazy.compactMap { $0 as? AreaCurves }.first)
    #expect(areas.fills == [.mean, .donor] && areas.window == 16)
    #expect(job.scores.fills == [.zero, .blur, .mean, .donor])
    for (scores, reason) in [
      ("[form: {fills: zero}]", "unknown key 'fills'"), ("[area-curves: {shares: [1]}]", "unknown key 'shares'"),
      ("[insertion-deletion: {shares: [5, 5]}]", "must ascend"),
      ("[insertion-deletion: {shares: [0]}]", "from 1 to 99"),
      ("[insertion-deletion: {shares: []}]", "at least one"), ("[area-curves: {window: 0}]", "from 1 to 65536"),
      ("[area-curve: {window: 4}]", "did you mean 'area-curves'"), ("[{form: , road: }]", "one measure"),
      ("[road, road: {}]", "twice"), ("[[road]]", "must be text"),
    ] {
      #expect("\(scores)") { try parse(minimal + "scores: \(scores)\n") } throws: { "\($0)".contains(reason) }
    }
  }

  @Test func theProjectsJobsAreRead() throws {
    let folder = URL(filePath: #filePath).appending(path: "../../../Jobs").standardizedFileURL
    let jobs = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "yaml" }
    #expect(jobs.count > 20)
    for job in jobs { #expect(throws: Never.self, "\(job.lastPathComponent)") { try JobFile(contentsOf: job) } }
  }

  @Test func everyKindOfData() throws {
    func source(_ data: String) throws -> DataSettings.Source {
      try parse("model: {file: m.onnx}\nmethods: [ig]\ndata: \(data)\n").data.source
    }
    #expect(try source("{folder: /a, layout: flat}") == .images(ImageFolder(root: "/a")))
    #expect(try source("{folder: /a, layout: nested}") == .images(ImageFolder(root: "/a", recursive: true)))
    #expect(
      try source("{csv: {file: a.csv, root: /b, path: p, label: l}}")
        == .images(ImageTable(file: "/project/Jobs/a.csv", root: "/b", pathColumn: "p", labelColumn: "l")))
    #expect(
      try source("{idx: {images: /i.gz, labels: /l.gz}}") == .images(IDXFiles(images: "/i.gz", labels: "/l.gz")))
    #expect(try source("{tar: {root: /t, label: cls}}") == .images(TarShards(root: "/t")))
    #expect(
      try source("{imagenet: {root: /v, labels: /v.txt}}")
        == .images(ImageNetValidation(root: "/v", groundTruth: "/v.txt")))
  }

  @Test func everyKindOfGroundTruth() throws {
    func job(_ truth: String) -> String {
      "model: {file: m.onnx}\nmethods: [ig]\ndata: {tar: {root: /t}, ground-truth: \(truth)}\n"
    }
    func truth(_ text: String) throws -> GroundTruthSource? { try parse(job(text)).data.groundTruth }
    #expect(try truth("{masks: m}") == .labelMaps(LabelMapFolder(root: "/project/Jobs/m")))
    #expect(
      try truth("{masks: {member: seg.png}, object: class, ignored: [255]}")
        == .labelMaps(LabelMapFolder(member: "seg.png", object: .itemLabel(plus: 1), ignored: [255])))
    #expect(
      try truth("{masks: /m, object: {class-plus: 0}}")
        == .labelMaps(LabelMapFolder(root: "/m", object: .itemLabel(plus: 0))))
    #expect(
      try truth("{masks: /m, object: [3, 4]}") == .labelMaps(LabelMapFolder(root: "/m", object: .values([3, 4]))))
    #expect(try truth("{boxes: {member: xml}}") == .boxFiles(BoxFolder(member: "xml")))
    #expect(try truth("{box-table: /b.csv}") == .boxTable(BoxTable(file: "/b.csv")))
    #expect(refusal(job("{masks: m, boxes: b}")).contains("masks and boxes"))
    #expect(refusal(job("{masks: m, object: all}")).contains("must be any, class"))
  }

  @Test func preprocessing() throws {
    let job = try parse(
      minimal + """
        preprocessing:
          resize: {shorter: 256}
          crop: 227
          channels: bgr
          scale: 1
          mean: [104, 117, 123]
          std: [1, 1, 1]
        """)
    #expect(
      job.preprocessing
        == Preprocessing(
          resize: .shorterSide(256), crop: .init(height: 227, width: 227), channels: .bgr, scale: 1,
          mean: [104, 117, 123], standardDeviation: [1, 1, 1]))
  }

  @Test(arguments: [
    ("modle: {file: a}\n", "Jobs/x.yaml:1: unknown key 'modle'; did you mean 'model'?"),
    (
      "model: {file: a, outptu: b}\ndata: {folder: a}\nmethods: [ig]\n",
      "Jobs/x.yaml:1: unknown key 'outptu' in model; did you mean 'output'?"
    ),
    (
      "model: {file: a}\ndata: {folder: a, csv: {file: b}}\nmethods: [ig]\n",
      "Jobs/x.yaml:2: data has folder and csv; a job reads one data set"
    ),
    (
      "model: {file: a}\ndata: {layout: flat}\nmethods: [ig]\n",
      "Jobs/x.yaml:2: data needs one of the keys folder, csv, idx, tar, imagenet"
    ),
    ("model: {file: a}\ndata: {folder: a}\nmethods: []\n", "Jobs/x.yaml:3: methods must list at least one method"),
    (
      "model: {file: a}\ndata: {folder: a}\nmethods: [smog]\n",
      "Jobs/x.yaml:3: methods[0] is 'smog', but must be one of "
    ),
    (
      "model: {file: a}\ndata: {folder: a}\nmethods: [ig, ig]\n",
      "Jobs/x.yaml:3: 'ig' is there twice: the method 'ig' is listed twice, or has another one's name; give each a name"
    ),
    (
      "model: {file: a}\ndata: {folder: a}\nmethods:\n  - smug:\n      gama: 1\n",
      "Jobs/x.yaml:5: unknown key 'gama' in methods[0].smug; did you mean 'gamma'?"
    ),
    ("model: {file: a}\ndata: {folder: a}\nmethods:\n  - smug:\n      gamma: 1\n", "Jobs/x.yaml:5: gamma is 1.0"),
    (
      "model: {file: a}\ndata: {folder: a}\nmethods: [ig]\nscores: [sik]\n",
      "Jobs/x.yaml:4: scores[0] is 'sik', but must be"
    ),
    ("model: {file: a}\ndata: {folder: a}\nmethods: [ig]\ntarget: best\n", "Jobs/x.yaml:4: target is 'best'"),
    (
      "model: {file: a}\ndata: {folder: a}\nmethods: [ig]\npreprocessing: {mean: [1, 2]}\n",
      "Jobs/x.yaml:4: preprocessing: mean: 2 numbers for 3 channels"
    ),
    (
      "model: {file: a}\ndata: {folder: a}\nmethods: [ig]\npreprocessing: {scale: 1e38}\n",
      "Jobs/x.yaml:4: preprocessing: scale, mean and standard deviation take levels beyond"
    ),
    (
      "model: {file: a}\ndata: {folder: a}\nmethods: [{sobol: {edge-sigma: 1e300}}]\n",
      "Jobs/x.yaml:3: edge-sigma is 1e+300"
    ),
  ])
  func refusals(text: String, expected: String) {
    #expect(refusal(text).hasPrefix(expected), "\(refusal(text))")
  }
}
