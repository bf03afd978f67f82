import Foundation
import ImagePlanes
import TestSupport

/// The largest difference between a plane and what `expected` says of each pixel.
func worstDifference(_ plane: Plane, _ expected: (_ x: Int, _ y: Int) -> Int) -> Int {
  var worst = 0
  for y in 0..<plane.height {
    for x in 0..<plane.width { worst = max(worst, abs(Int(plane[x: x, y: y]) - expected(x, y))) }
  }
  return worst
}

/// The samples of a frame's luma, row by row, without padding.
func pixels(_ frame: Frame) -> [UInt8] { pixels(frame.luma) }

/// The samples of a plane, row by row, without padding.
func pixels(_ plane: Plane) -> [UInt8] {
  (0..<plane.height).flatMap { y in (0..<plane.width).map { plane[x: $0, y: y] } }
}

/// The largest difference between two lists of samples, or Int.max where their lengths differ.
func largestDifference(_ a: [UInt8], _ b: [UInt8]) -> Int {
  guard a.count == b.count else { return .max }
  var worst = 0
  for i in a.indices { worst = max(worst, abs(Int(a[i]) - Int(b[i]))) }
  return worst
}

/// `count` random bytes.
func noise(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
  var bytes: [UInt8] = []
  for _ in 0..<count { bytes.append(.random(in: 0...255, using: &random)) }
  return bytes
}

/// A number as PNG stores it.
func bigEndian(_ value: UInt32) -> [UInt8] {
  withUnsafeBytes(of: value.bigEndian) { Array($0) }
}

/// A PNG chunk with its length and its checksum.
func pngChunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
  let body = Array(name.utf8) + content
  var crc = UInt32.max
  for byte in body {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }
  return bigEndian(UInt32(content.count)) + body + bigEndian(~crc)
}

/// Pictures for development that are no part of this project: tests that use them run only where they lie beside it.
enum SharedData {
  /// The root of this repository.
  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The decoder's files.
  static let decoder = repository.deletingLastPathComponent().appendingPathComponent("shared/data/decoder")

  /// Whether they are here.
  static var isPresent: Bool { FileManager.default.fileExists(atPath: decoder.path) }

  /// Every PNG and JPEG below `folder`, in the order of their names.
  static func images(in folder: String) -> [String] {
    let root = decoder.appendingPathComponent(folder)
    let names = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return names.filter { [".png", ".jpg", ".jpeg"].contains(where: $0.hasSuffix) }.sorted()
      .map { root.appendingPathComponent($0).path }
  }
}
