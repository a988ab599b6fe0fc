import Testing

@testable import Jobs

@Suite struct StrictYAMLTests {
  private func top(_ text: String) throws -> YAMLMapping {
    try YAMLValue(parsing: text, file: "job.yaml").mapping()
  }

  @Test func unknownKeyNamesFileLineAndNearestKey() throws {
    var job = try top("name: demo\nsmug:\n  k: 3\n  gama: 0.5\n")
    _ = try job.required("name").string()
    var smug = try job.required("smug").mapping()
    _ = smug.optional("k")
    _ = smug.optional("gamma")
    #expect(message { try smug.finish() } == "job.yaml:4: unknown key 'gama' in smug; did you mean 'gamma'?")
    try job.finish()
  }

  @Test func unknownKeyWithoutNeighbourListsTheValidOnes() throws {
    var job = try top("colour: red\n")
    _ = job.optional("name")
    _ = job.optional("data")
    #expect(message { try job.finish() } == "job.yaml:1: unknown key 'colour'; valid keys are data, name")
  }

  @Test func missingKeyBlamesItsMisspelling() throws {
    var job = try top("# a comment\nmodle: x\n")
    #expect(message { _ = try job.required("model") } == "job.yaml:2: unknown key 'modle'; did you mean 'model'?")
    var other = try top("name: x\n")
    #expect(message { _ = try other.required("model") } == "job.yaml:1: the job needs the key 'model'")
  }

  @Test(arguments: [
    ("k: many", "job.yaml:1: k must be a whole number, but is 'many'"),
    ("k: 1.5", "job.yaml:1: k must be a whole number, but is '1.5'"),
    ("k: '3'", "job.yaml:1: k must be a whole number, but is '3'"),
    ("k: [1]", "job.yaml:1: k must be a whole number, but is a list"),
    ("k: {a: 1}", "job.yaml:1: k must be a whole number, but is a mapping (key: value)"),
    ("k: 0", "job.yaml:1: k is 0, but must be at least 1"),
  ])
  func wrongTypes(text: String, expected: String) throws {
    var job = try top(text)
    #expect(message { _ = try job.required("k").int(in: 1...Int.max) } == expected)
  }

  @Test func scalars() throws {
    var job = try top("a: 1_000\nb: 2.5e-3\nc: true\nd: 'true'\ne:\nf: ~\n")
    #expect(try job.required("a").int() == 1000)
    #expect(try job.required("b").double() == 2.5e-3)
    #expect(try job.required("c").bool())
    #expect(try job.required("d").string() == "true")
    #expect(job.optional("e") == nil && job.optional("f") == nil)
    #expect(job.present("e") != nil)
  }

  @Test func duplicateKeysAndSyntaxErrorsAreRefused() {
    #expect(message { _ = try top("a: 1\na: 2\n") }.hasPrefix("job.yaml"))
    #expect(message { _ = try top("a: [1\n") }.hasPrefix("job.yaml"))
    #expect(message { _ = try top("") } == "job.yaml: the file is empty")
  }

  @Test func spelling() {
    #expect(Spelling.distance("kitten", "sitting") == 3)
    #expect(Spelling.nearest(to: "preprocesing", among: ["data", "preprocessing"]) == "preprocessing")
    #expect(Spelling.nearest(to: "zzz", among: ["data"]) == nil)
  }
}
