// What `Scripts/train-bolts` measures pictures with: the detector itself.
//
// usage: bolt-samples screening|scoring OUT < list of pictures, a path a line
//
// Writes to OUT, for each picture in turn: the number of places and of features (Int32), then x, y, radius of every place, then the
// features place by place (Float32), in the machine's byte order. A picture that cannot be read has 0 places and is named.

import FeatureExtraction
import Foundation
import FrameDecoding

@main struct BoltSamples {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let stage = BoltSampling.Stage(rawValue: arguments[1]) else {
      FileHandle.standardError.write(Data("usage: bolt-samples screening|scoring OUT < list of pictures\n".utf8))
      exit(64)
    }
    guard FileManager.default.createFile(atPath: arguments[2], contents: nil) else {
      FileHandle.standardError.write(Data("bolt-samples: \(arguments[2]): cannot be written\n".utf8))
      exit(74)
    }
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: arguments[2]))
    let sampling = BoltSampling(options: BoltDetectionOptions())
    let decoder = FrameDecoder(options: DecodingOptions())
    while let path = readLine() {
      var samples = BoltSampling.Samples()
      do throws(DecodingError) {
        samples = sampling.samples(of: try decoder.decode(path: path).luma, stage: stage)
      } catch {
        FileHandle.standardError.write(Data("\(error)\n".utf8))
      }
      let counts = [Int32(samples.places.count / 3), Int32(samples.featureCount)]
      try output.write(contentsOf: counts.withUnsafeBytes { Data($0) })
      try output.write(contentsOf: samples.places.withUnsafeBytes { Data($0) })
      try output.write(contentsOf: samples.features.withUnsafeBytes { Data($0) })
    }
    try output.close()
  }
}
