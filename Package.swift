// swift-tools-version: 6.2
import PackageDescription

// Data flows one way: decode → extract → match → decide → report. A module imports only what stands above it here.

/// Instruction-set flags for one build of the vector kernels. Each target of kernels compiles the same linked folder.
func kernelSettings(march: String, vectorBytes: Int) -> [SwiftSetting] {
  #if arch(x86_64)
    return [.unsafeFlags(["-Xcc", "-march=\(march)", "-Xcc", "-DREMNANT_VECTOR_BYTES=\(vectorBytes)"])]
  #else
    return [.unsafeFlags(["-Xcc", "-DREMNANT_VECTOR_BYTES=\(vectorBytes)"])]
  #endif
}

let package = Package(
  name: "Remnant",
  products: [
    .executable(name: "remnant", targets: ["remnant"]),
    .library(name: "FootageMatching", targets: ["FootageMatching"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    // C libraries and headers.
    .target(name: "CVectors"),
    .target(name: "CPNG", linkerSettings: [.linkedLibrary("png16")]),
    .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
    .systemLibrary(name: "CExif", pkgConfig: "libexif", providers: [.apt(["libexif-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),

    // Values.
    .target(name: "ImagePlanes"),

    // Stages.
    .target(name: "FrameDecoding", dependencies: ["ImagePlanes", "CPNG", "CJPEG", "CExif", "CCrypto"]),
    .target(name: "FeatureExtraction", dependencies: ["ImagePlanes"]),
    .target(name: "FeatureMatching", dependencies: ["ImagePlanes", "FeatureExtraction"]),
    .target(
      name: "MatchReporting", dependencies: ["ImagePlanes", "FeatureExtraction", "FeatureMatching", "CCairo"]),
    .target(
      name: "FootageMatching",
      dependencies: [
        "ImagePlanes", "FrameDecoding", "FeatureExtraction", "FeatureMatching", "MatchReporting",
        .product(name: "Logging", package: "swift-log"),
      ]),
    .executableTarget(
      name: "remnant",
      dependencies: [
        "FootageMatching",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),

    .testTarget(name: "ImagePlanesTests", dependencies: ["ImagePlanes"]),
    .testTarget(
      name: "MatchReportingTests", dependencies: ["MatchReporting", "FeatureExtraction", "ImagePlanes", "CCairo"]),
  ],
  swiftLanguageModes: [.v6]
)
