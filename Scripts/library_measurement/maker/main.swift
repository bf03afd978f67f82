// Measures a large library: library-measurement POOL.remnant FOLDER COUNT QUERIES
//
// POOL is a library of real pictures, whose descriptors the made ones are drawn from. Writes FOLDER/large.remnant, and for the
// comparison with FAISS FOLDER/indexed.bin, FOLDER/queries.bin (256-bit descriptors) and FOLDER/found.bin (our nearest distances, Int32).
// Prints one JSON object.

import FeatureExtraction
import FeatureMatching
import FootageMatching
import Foundation
import ImagePlanes
import ReferenceLibrary
import ReproducibleMath

func seconds(_ body: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try body()
  return start.duration(to: .now) / .seconds(1)
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

let arguments = CommandLine.arguments
let (pool, folder) = (try LibraryFile(opening: arguments[1]), arguments[2])
let (count, queryCount) = (Int(arguments[3]) ?? 0, Int(arguments[4]) ?? 0)
let descriptors = DescriptorSet(
  words: try pool.references().flatMap { try pool.features(of: $0.id).descriptors.words })
/// Edges of real references: as many bytes as they take.
let edges = try pool.references().prefix(24).map { try pool.structure(of: $0.id).edges }
let keypointCount = ReferenceExtraction.keypointCount

func newReference(_ index: Int, _ features: Features) -> LibraryFile.NewReference {
  let digits = String(index, radix: 16)
  return LibraryFile.NewReference(
    provenance: Provenance(
      system: "system \(index / 4)", view: "\(index)", label: "system \(index / 4)/\(index).png", path: []),
    picture: PictureIdentity(
      sha256: String(repeating: "0", count: 64 - digits.count) + digits, byteCount: 1, size: features.size,
      orientation: 1),
    extractor: ExtractorRecord(version: "made", options: ""), features: StoredFeatures(features))
}

/// The reference of a position: made anew from its seed, so that none need be kept.
func reference(_ index: Int) -> MadeReference {
  var random = SeededGenerator(seed: UInt64(index) &+ 1_000_003)
  return MadeReference(
    &random, pool: descriptors, keypoints: keypointCount, edges: edges[index % edges.count])
}

let largePath = folder + "/large.remnant"
let large = try LibraryFile(making: largePath)
for start in stride(from: 0, to: count, by: 250) {
  try large.add((start..<min(start + 250, count)).map { newReference($0, reference($0).features) })
}
let indexing = try seconds { try large.updateIndex() }
let bytes = (try FileManager.default.attributesOfItem(atPath: largePath)[.size] as? Int) ?? 0

var openings: [Double] = []
var views: LibraryViews?
for _ in 0..<5 { openings.append(try seconds { views = try LibraryViews(opening: SourcePath(largePath)) }) }
guard let views else { fatalError("no library") }
let matcher = PairMatcher()

// Cost: a frame against 100 references in memory, and against all, each after a first one that fills the caches.
var (small, whole, listing, listed): ([Double], [Double], [Double], [Int]) = ([], [], [], [])
let hundred = (0..<100).map { StoredFeatures.kept(of: reference($0).features) }
for query in 0..<12 {
  var random = SeededGenerator(seed: UInt64(query) &+ 77)
  let frame = reference(query * 7 % 100).frame(&random, pool: descriptors, share: 0.2, showsRings: true)
  small.append(seconds { for view in hundred { _ = matcher.match(view, frame) } })
  var positions: [Int] = []
  listing.append(seconds { positions = views.shortlist(for: frame) })
  whole.append(
    listing[query]
      + seconds { for position in positions { _ = matcher.match(views.view(at: position).features, frame) } })
  listed.append(positions.count)
}

// Recall: of the frames in which a comparison with the right reference agrees, those whose shortlist has it. Where bolts alone agree, hundreds of
// references may agree as well or better: there it counts only if a comparison with all of them ranks the right one as high as shortlists are long.
struct Recall {
  var (agreeing, found) = (0, 0)
}
let structures = try large.references().map { try large.patterns(of: $0.id) }
let rankLimit = RetrievalOptions().structureCount
func isRankedHigh(_ truth: Int, _ frame: Features) -> Bool {
  let bolts = ConstellationMatcher()
  // Labels sort as they were added, so numbers are positions; equal odds are ranked by position, as shortlists are.
  let odds = bolts.match(views.view(at: truth).features, frame).logOdds
  var better = 0
  for (index, structure) in structures.enumerated() where index != truth {
    let other = bolts.match(structure, frame).logOdds
    if other > odds || other == odds && index < truth { better += 1 }
    if better >= rankLimit { return false }
  }
  return true
}
var recalls: [(name: String, recall: Recall)] = []
for (name, share, showsRings) in [
  ("keypoints, a third shown again", 0.33, false), ("keypoints, a tenth", 0.1, false),
  ("keypoints, one in thirty", 0.033, false), ("bolts alone", 0, true),
  ("bolts and a twentieth of keypoints", 0.05, true),
] {
  var recall = Recall()
  for query in 0..<queryCount {
    var random = SeededGenerator(seed: UInt64(query) &* 31 &+ UInt64(recalls.count) &+ 5)
    let truth = random.index(below: count)
    let frame = reference(truth).frame(&random, pool: descriptors, share: share, showsRings: showsRings)
    guard matcher.match(views.view(at: truth).features, frame).isNotable,
      share > 0 || isRankedHigh(truth, frame)
    else { continue }
    recall.agreeing += 1
    if views.shortlist(for: frame).contains(truth) { recall.found += 1 }
  }
  recalls.append((name, recall))
}

// Descriptors for FAISS.
func write(_ words: [UInt64], _ name: String) throws {
  try words.withUnsafeBytes { try Data($0).write(to: URL(filePath: folder + "/" + name)) }
}
var indexed: [UInt64] = []
for record in try large.references() { indexed += try large.features(of: record.id).descriptors.words.prefix(256 * 4) }
try write(indexed, "indexed.bin")
var queries: [UInt64] = []
for query in 0..<8 {
  var random = SeededGenerator(seed: UInt64(query) &+ 991)
  let frame = reference(random.index(below: count)).frame(&random, pool: descriptors, share: 0.5, showsRings: false)
  queries += frame.descriptors.words.prefix(1000 * 4)
}
try write(queries, "queries.bin")
let ids = try large.references().map(\.id)
guard let index = try ReferenceIndex(of: large, ids: ids) else { fatalError("no index") }
var nearest: [Int32] = []
_ = try index.nearestDistances(of: DescriptorSet(words: Array(queries.prefix(4000))))
let searching = try seconds {
  for start in stride(from: 0, to: queries.count, by: 4000) {
    nearest += try index.nearestDistances(of: DescriptorSet(words: Array(queries[start..<start + 4000]))).map(
      Int32.init)
  }
}
try nearest.withUnsafeBytes { try Data($0).write(to: URL(filePath: folder + "/found.bin")) }

let report: [String: Any] = [
  "references": count, "bytesPerReference": Double(bytes) / Double(count), "indexingSeconds": indexing,
  "openingSeconds": median(openings), "hundredSeconds": median(small), "wholeSeconds": median(whole),
  "shortlistSeconds": median(listing), "shortlistCount": median(listed.map(Double.init)),
  "searchSeconds": searching / Double(queries.count / 4000),
  "recall": recalls.map {
    ["name": $0.name, "agreeing": $0.recall.agreeing, "found": $0.recall.found] as [String: Any]
  },
]
print(String(decoding: try JSONSerialization.data(withJSONObject: report, options: [.sortedKeys]), as: UTF8.self))
