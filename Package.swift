// swift-tools-version: 6.2
import PackageDescription

// Data flows one way: decode → extract → match → decide → report. A module imports only what stands above it here.

/// A build of the vector kernels. All of them compile one folder, Sources/VectorKernelSources, through a symbolic link.
///
/// `march` and `features` are instruction-set flags of x86-64; `vectorBytes` is the vector width. Cross-module optimisation is
/// off, so that no code of one instruction set is inlined into another's. See VectorKernels' article "Adding a kernel".
func kernelTarget(_ name: String, march: String? = nil, features: [String] = [], vectorBytes: Int) -> Target {
  let instructionSet = (march.map { ["-march=\($0)"] } ?? []) + features
  let clangFlags = instructionSet + ["-DREMNANT_VECTOR_BYTES=\(vectorBytes)"]
  return .target(
    name: name,
    dependencies: ["CVectors", "VectorKernelContracts"],
    swiftSettings: [.unsafeFlags(clangFlags.flatMap { ["-Xcc", $0] } + ["-Xfrontend", "-disable-cmo"])])
}

var kernelTargets = [kernelTarget("VectorKernelsBaseline", vectorBytes: 16)]
#if arch(x86_64)
  kernelTargets += [
    kernelTarget("VectorKernelsV3", march: "x86-64-v3", vectorBytes: 32),
    kernelTarget("VectorKernelsV4", march: "x86-64-v4", vectorBytes: 64),
    // What Intel has had since Ice Lake and AMD since Zen 4: population counts and byte permutations.
    kernelTarget(
      "VectorKernelsV4Bits", march: "x86-64-v4",
      features: ["-mavx512vpopcntdq", "-mavx512bitalg", "-mavx512vbmi", "-mavx512vbmi2"], vectorBytes: 64),
  ]
#endif

/// What the HTML report is made of.
enum ReportFiles {
  static let names = [
    "head.mustache", "foot.mustache", "index.mustache", "clip.mustache", "viewer.mustache", "inputs.mustache",
    "method.mustache", "report.css", "common.js", "index.js", "viewer.js",
  ]
}

let package = Package(
  name: "Remnant",
  products: [
    .executable(name: "remnant", targets: ["remnant"]),
    .library(name: "FrameDecoding", targets: ["FrameDecoding"]),
    .library(name: "FeatureExtraction", targets: ["FeatureExtraction"]),
    .library(name: "FeatureMatching", targets: ["FeatureMatching"]),
    .library(name: "ReferenceLibrary", targets: ["ReferenceLibrary"]),
    .library(name: "FootageMatching", targets: ["FootageMatching"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // C libraries and headers.
    .target(name: "CVectors"),
    .target(name: "CPNG", linkerSettings: [.linkedLibrary("png16")]),
    .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
    .systemLibrary(name: "CExif", pkgConfig: "libexif", providers: [.apt(["libexif-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),

    // Values.
    .target(name: "ImagePlanes"),
    .target(name: "ReproducibleMath", dependencies: ["ImagePlanes"]),

    // Vector kernels: the contract, the builds (below), the choice among them, and the scalar twins for tests.
    .target(name: "VectorKernelContracts"),
    .target(
      name: "VectorKernels",
      dependencies: ["CVectors", "VectorKernelContracts"] + kernelTargets.map { .init(stringLiteral: $0.name) }),
    .target(name: "VectorKernelReference", dependencies: ["VectorKernelContracts"]),

    // Stages.
    .target(name: "FrameDecoding", dependencies: ["ImagePlanes", "CPNG", "CJPEG", "CExif", "CCrypto"]),
    .target(name: "FeatureExtraction", dependencies: ["ImagePlanes", "ReproducibleMath", "CVectors", "VectorKernels"]),
    .target(
      name: "FeatureMatching", dependencies: ["ImagePlanes", "ReproducibleMath", "FeatureExtraction", "VectorKernels"]),
    .target(
      name: "ReferenceLibrary",
      dependencies: [
        "ImagePlanes", "ReproducibleMath", "FeatureExtraction", "FeatureMatching", "VectorKernels",
        "VectorKernelContracts", "CSQLite",
      ]),
    .target(
      name: "MatchReporting",
      dependencies: [
        "ImagePlanes", "ReproducibleMath", "FeatureExtraction", "FeatureMatching", "CCairo", "CCrypto", "CJPEG", "CPNG",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      // In the code: the program stays one file, which may be moved.
      resources: ReportFiles.names.map { .embedInCode("Report/Files/\($0)") }),
    .target(name: "ScoreCalibration", dependencies: ["ReproducibleMath"]),
    .target(
      name: "FootageMatching",
      dependencies: [
        "ImagePlanes", "FrameDecoding", "FeatureExtraction", "FeatureMatching", "MatchReporting", "VectorKernels",
        "ReferenceLibrary", "ReproducibleMath", "ScoreCalibration", "CCrypto",
        .product(name: "Logging", package: "swift-log"),
      ]),
    .executableTarget(
      name: "remnant",
      dependencies: [
        "ImagePlanes", "FrameDecoding", "FeatureExtraction", "FeatureMatching", "MatchReporting", "FootageMatching",
        "ReferenceLibrary", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),

    // What the detector's training measures pictures with.
    .executableTarget(
      name: "bolt-samples", dependencies: ["FeatureExtraction", "FrameDecoding"], path: "Scripts/bolt_training/sampler"),

    // What large libraries are measured with.
    .executableTarget(
      name: "library-measurement",
      dependencies: [
        "ImagePlanes", "ReproducibleMath", "FeatureExtraction", "FeatureMatching", "ReferenceLibrary",
        "FootageMatching",
      ], path: "Scripts/library_measurement/maker"),

    .target(name: "TestSupport", dependencies: ["ImagePlanes"], path: "Tests/TestSupport"),
    .testTarget(name: "ImagePlanesTests", dependencies: ["ImagePlanes"]),
    .testTarget(
      name: "FeatureExtractionTests",
      dependencies: ["ImagePlanes", "ReproducibleMath", "FeatureExtraction", "VectorKernels", "TestSupport"]),
    .testTarget(
      name: "FeatureMatchingTests",
      dependencies: [
        "ImagePlanes", "ReproducibleMath", "FeatureMatching", "FeatureExtraction", "VectorKernels", "TestSupport",
      ]),
    .testTarget(name: "ScoreCalibrationTests", dependencies: ["ScoreCalibration", "ReproducibleMath"]),
    .testTarget(name: "VectorKernelsTests", dependencies: ["VectorKernels", "VectorKernelReference", "TestSupport"]),
    .target(
      name: "CImageWriters", path: "Tests/CImageWriters",
      linkerSettings: [.linkedLibrary("png16"), .linkedLibrary("jpeg")]),
    .testTarget(
      name: "FrameDecodingTests", dependencies: ["FrameDecoding", "ImagePlanes", "CImageWriters", "TestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "ReferenceLibraryTests",
      dependencies: [
        "ReferenceLibrary", "FeatureExtraction", "FeatureMatching", "ImagePlanes", "CSQLite", "TestSupport",
      ]),
    .testTarget(
      name: "FootageMatchingTests",
      dependencies: [
        "FootageMatching", "FeatureMatching", "MatchReporting", "ImagePlanes", "TestSupport",
        .product(name: "Logging", package: "swift-log"),
      ]),
    // Runs the built program: depends on it, so that it is there.
    .testTarget(
      name: "CommandLineTests", dependencies: ["remnant", "TestSupport", "ImagePlanes", "CImageWriters"]),
    .testTarget(
      name: "MatchReportingTests",
      dependencies: [
        "MatchReporting", "FeatureExtraction", "FeatureMatching", "ImagePlanes", "CCairo", "TestSupport",
      ]),
  ] + kernelTargets,
  swiftLanguageModes: [.v6]
)
