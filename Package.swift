// swift-tools-version: 6.1

import PackageDescription

// Rooms, from the ground up. A target may use only targets above it; see docs/architecture.md.
let package = Package(
  name: "winnow",
  products: [
    .executable(name: "winnow", targets: ["winnow"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // C libraries: one system library or thin shim each, touched by one Swift file each.
    // MPI is loaded, not linked: scripts/build-mpi-library compiles Sources/WinnowMPI with an MPI's own mpicc.
    .target(name: "CMPI"),
    .systemLibrary(name: "CZ3", pkgConfig: "z3", providers: [.apt(["libz3-dev"])]),
    .target(name: "COneDNN", linkerSettings: [.linkedLibrary("dnnl")]),
    // Our own inner loops, in C.
    .target(name: "CKernels"),
    .systemLibrary(name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
    .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .target(name: "CPNG", dependencies: ["CLibPNG"]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    // Numbers that are the same on every machine and for every number of ranks.
    .target(name: "Reproducibility"),

    // Stopwatches and deadlines.
    .target(name: "Timing"),

    // What all explanations speak of: maps, masks, windows, boxes, what hides a pixel, descriptions.
    .target(name: "Saliency"),

    // File formats.
    .target(name: "Gzip", dependencies: ["CZlib"]),
    .target(name: "NumPyFormat", dependencies: ["Gzip"]),
    .target(name: "ImageCodecs", dependencies: ["CTurboJPEG", "CLibPNG", "CPNG"]),
    .target(
      name: "ONNXSchema", dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["onnx.proto"]),

    // The engine rooms.
    .target(
      name: "MessagePassing",
      dependencies: ["CMPI", "Timing", .product(name: "DequeModule", package: "swift-collections")]),
    .target(name: "OneDNN", dependencies: ["COneDNN"]),
    .target(
      name: "NeuralNetwork",
      dependencies: [
        "CKernels", "OneDNN", "ONNXSchema", "Timing", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    .target(name: "MaskSolving", dependencies: ["CZ3", "Reproducibility", "Timing", "BigInt"]),
    .target(
      name: "SufficientSets",
      dependencies: ["Reproducibility", .product(name: "BitCollections", package: "swift-collections")]),
    .target(name: "WholeNetwork", dependencies: ["BigInt", "MaskSolving", "Reproducibility", "Timing"]),
    .target(name: "Datasets", dependencies: ["Gzip", "ImageCodecs", "Reproducibility", "Saliency"]),
    .target(
      name: "Explaining",
      dependencies: [
        "MaskSolving", "NeuralNetwork", "Reproducibility", "Saliency", "SufficientSets", "WholeNetwork",
        .product(name: "BitCollections", package: "swift-collections"),
      ]),
    .target(name: "ExternalModels", dependencies: ["Explaining", "Timing"]),
    .target(name: "Scoring", dependencies: ["Gzip", "Reproducibility", "Saliency"]),

    // A job over a data set.
    .target(name: "Storing", dependencies: ["Gzip", "Saliency", .product(name: "GRDB", package: "GRDB.swift")]),
    .target(
      name: "Sweeping",
      dependencies: [
        "MessagePassing", "Storing", "Timing", .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .target(
      name: "Jobs",
      dependencies: [
        "Datasets", "Explaining", "ExternalModels", "Gzip", "ImageCodecs", "MaskSolving", "NeuralNetwork", "ONNXSchema",
        "Reproducibility", "Saliency", "Scoring", "Storing", "Timing", "WholeNetwork", "Yams",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    .target(
      name: "Reporting",
      dependencies: [
        "ImageCodecs", "NumPyFormat", "Saliency", "Scoring", "Storing",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: [.embedInCode("Page/Resources")]),
    .executableTarget(
      name: "winnow",
      dependencies: [
        "Datasets", "Explaining", "ExternalModels", "Gzip", "ImageCodecs", "Jobs", "MaskSolving", "MessagePassing",
        "NeuralNetwork", "NumPyFormat", "Reporting", "Reproducibility", "Saliency", "Storing", "Sweeping", "Timing",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Measurements, each started by `make bench-NAME`: folder Benchmarks/NAME, program NAME-benchmark.
    .executableTarget(
      name: "sobol-benchmark", dependencies: ["Explaining", "NeuralNetwork", "Reproducibility", "Timing"],
      path: "Benchmarks/sobol", exclude: ["rival.py"]),
    .executableTarget(
      name: "black-box-benchmark",
      dependencies: [
        "Datasets", "Explaining", "Gzip", "ImageCodecs", "NeuralNetwork", "NumPyFormat", "Reproducibility", "Saliency",
        "Scoring", "Timing",
      ],
      path: "Benchmarks/black-box", exclude: ["generator_rival.py"]),
    .executableTarget(
      name: "sufficient-benchmark",
      dependencies: ["Explaining", "NeuralNetwork", "Reproducibility", "Saliency", "Timing"],
      path: "Benchmarks/sufficient", exclude: ["prefixes.py", "run.py"]),
    .executableTarget(
      name: "network-benchmark", dependencies: ["NeuralNetwork", "Timing"], path: "Benchmarks/networks",
      exclude: ["rival.py", "run.py"]),
    .executableTarget(
      name: "report-benchmark",
      dependencies: ["ImageCodecs", "Reporting", "Reproducibility", "Saliency", "Scoring", "Storing", "Timing"],
      path: "Benchmarks/report"),
    .executableTarget(
      name: "whole-network-benchmark",
      dependencies: ["Explaining", "Gzip", "MaskSolving", "NeuralNetwork", "Timing", "WholeNetwork"],
      path: "Benchmarks/whole-network", exclude: ["rival.py"]),

    // What several test targets need.
    .target(
      name: "TestSupport",
      dependencies: ["ONNXSchema", "Reproducibility", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
      path: "Tests/TestSupport"),
    // Tests mirror Sources.
    .testTarget(name: "ReproducibilityTests", dependencies: ["Reproducibility"]),
    .testTarget(name: "SaliencyTests", dependencies: ["Saliency"]),
    .testTarget(name: "TimingTests", dependencies: ["Timing"]),
    .testTarget(name: "GzipTests", dependencies: ["Gzip"]),
    .testTarget(name: "NumPyFormatTests", dependencies: ["NumPyFormat"]),
    .testTarget(name: "ImageCodecsTests", dependencies: ["ImageCodecs", "CTurboJPEG"]),
    .testTarget(name: "MessagePassingTests", dependencies: ["MessagePassing"]),
    .testTarget(name: "OneDNNTests", dependencies: ["OneDNN"]),
    .testTarget(
      name: "NeuralNetworkTests",
      dependencies: [
        "NeuralNetwork", "NumPyFormat", "ONNXSchema", "TestSupport",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    .testTarget(name: "MaskSolvingTests", dependencies: ["Gzip", "MaskSolving", "TestSupport", "Timing"]),
    .testTarget(
      name: "SufficientSetsTests",
      dependencies: [
        "Reproducibility", "SufficientSets", .product(name: "BitCollections", package: "swift-collections"),
      ]),
    .testTarget(name: "WholeNetworkTests", dependencies: ["WholeNetwork", "Reproducibility"]),
    .testTarget(
      name: "DatasetsTests",
      dependencies: ["Datasets", "Gzip", "ImageCodecs", "NumPyFormat", "Saliency", "TestSupport"]),
    .testTarget(
      name: "ExplainingTests",
      dependencies: [
        "Explaining", "ImageCodecs", "MaskSolving", "NeuralNetwork", "NumPyFormat", "ONNXSchema", "Reproducibility",
        "Saliency", "SufficientSets", "TestSupport", "WholeNetwork",
        .product(name: "BitCollections", package: "swift-collections"),
      ]),
    .testTarget(name: "ExternalModelsTests", dependencies: ["Explaining", "ExternalModels"]),
    .testTarget(name: "ScoringTests", dependencies: ["Reproducibility", "Saliency", "Scoring"]),
    .testTarget(
      name: "StoringTests",
      dependencies: ["Saliency", "Storing", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")]),
    .testTarget(name: "SweepingTests", dependencies: ["MessagePassing", "Saliency", "Storing", "Sweeping"]),
    .testTarget(
      name: "JobsTests",
      dependencies: [
        "Datasets", "Explaining", "ImageCodecs", "Jobs", "NeuralNetwork", "ONNXSchema", "Reproducibility", "Saliency",
        "Scoring", "Storing", "TestSupport", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    .testTarget(
      name: "ReportingTests",
      dependencies: ["ImageCodecs", "NumPyFormat", "Reporting", "Reproducibility", "Saliency", "Scoring", "Storing"]),
    .testTarget(
      name: "EndToEndTests", dependencies: ["NumPyFormat", "Reproducibility", "Storing", "TestSupport", "winnow"]),
  ],
  swiftLanguageModes: [.v6]
)
