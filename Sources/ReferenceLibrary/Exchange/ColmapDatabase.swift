import FeatureExtraction
import ImagePlanes

/// Writes a COLMAP database: cameras, images, keypoints and descriptors, in the form of COLMAP 4.
///
/// COLMAP puts the centre of the top-left pixel at (0.5, 0.5), so half a pixel is added to every place. Every image has a camera of its
/// own, with the focal length that COLMAP assumes where it knows none. COLMAP has no binary descriptors: see ``descriptor(of:at:)``.
public final class ColmapDatabase {
  /// A label and a size, as COLMAP's images and cameras have them.
  public struct Picture: Sendable {
    /// The image's name.
    public var name: String
    /// Its size in pixels.
    public var size: ImageSize

    /// Makes a picture.
    public init(name: String, size: ImageSize) {
      self.name = name
      self.size = size
    }
  }

  private let database: SQLiteConnection

  /// What COLMAP adds to a coordinate.
  public static let pixelOffset = 0.5
  /// COLMAP's default, in units of the longer side, for pictures whose focal length is unknown.
  private static let focalLengthFactor = 1.2
  /// SIMPLE_RADIAL: f, cx, cy, k.
  private static let cameraModel = 2
  /// COLMAP's number for a camera among sensors.
  private static let cameraSensor = 0
  /// COLMAP's number for SIFT among extractors.
  private static let siftExtractor = 0

  /// The database's form: COLMAP 4.2.1's `user_version`. Later versions convert it when they open it.
  private static let form = 4_020_100

  /// Makes a database at `path`, where nothing may be yet.
  public init(making path: String) throws(LibraryError) {
    guard FilePresence.of(path) == .missing else { throw .failed(path: path, reason: "a file is there already") }
    database = try SQLiteConnection(path: path, access: .making)
    // A half-written export is deleted, not recovered: nothing waits for the disk.
    try database.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
    try database.execute(Self.tables)
    try database.execute("PRAGMA user_version = \(Self.form)")
  }

  /// Adds an image with its features.
  public func add(_ picture: Picture, _ features: Features) throws(LibraryError) {
    let (width, height) = (picture.size.width, picture.size.height)
    let camera = try database.statement(
      "INSERT INTO cameras(model, width, height, params, prior_focal_length) VALUES(?, ?, ?, ?, 0)")
    try camera.bind(Self.cameraModel, 1)
    try camera.bind(width, 2)
    try camera.bind(height, 3)
    let focal = Self.focalLengthFactor * Double(max(width, height))
    var parameters = ByteWriter()
    for value in [focal, Double(width) / 2, Double(height) / 2, 0] { parameters.append(value.bitPattern) }
    try camera.bind(parameters.bytes, 4)
    try camera.run()
    let cameraID = database.lastRow
    try insert("INSERT INTO rigs(ref_sensor_id, ref_sensor_type) VALUES(?, ?)", cameraID, Self.cameraSensor)
    let rigID = database.lastRow
    let image = try database.statement("INSERT INTO images(name, camera_id) VALUES(?, ?)")
    try image.bind(picture.name, 1)
    try image.bind(cameraID, 2)
    try image.run()
    let imageID = database.lastRow
    try insert("INSERT INTO frames(rig_id) VALUES(?)", rigID)
    try insert(
      "INSERT INTO frame_data(frame_id, data_id, sensor_id, sensor_type) VALUES(?, ?, ?, ?)", database.lastRow,
      imageID, cameraID, Self.cameraSensor)
    try add(features, imageID)
  }

  private func add(_ features: Features, _ imageID: Int) throws(LibraryError) {
    var places = ByteWriter()
    for keypoint in features.keypoints {
      let row = Self.keypoint(keypoint)
      for value in [row.x, row.y, row.scale, row.orientation] { places.append(value.bitPattern) }
    }
    let keypoints = try database.statement("INSERT INTO keypoints(image_id, rows, cols, data) VALUES(?, ?, 4, ?)")
    try keypoints.bind(imageID, 1)
    try keypoints.bind(features.keypoints.count, 2)
    try keypoints.bind(places.bytes, 3)
    try keypoints.run()
    let descriptors = try database.statement(
      "INSERT INTO descriptors(image_id, type, rows, cols, data) VALUES(?, ?, ?, ?, ?)")
    try descriptors.bind(imageID, 1)
    try descriptors.bind(Self.siftExtractor, 2)
    try descriptors.bind(features.descriptors.count, 3)
    try descriptors.bind(Self.descriptorLength, 4)
    try descriptors.bind(
      (0..<features.descriptors.count).flatMap { Self.descriptor(of: features.descriptors, at: $0) }, 5)
    try descriptors.run()
  }

  /// Writes everything to the disk.
  public func finish() throws(LibraryError) { try database.execute("COMMIT") }

  private func insert(_ sql: String, _ values: Int...) throws(LibraryError) {
    let statement = try database.statement(sql)
    for (index, value) in values.enumerated() { try statement.bind(value, Int32(index + 1)) }
    try statement.run()
  }

  /// A keypoint as COLMAP has it: the centre of the top-left pixel at (0.5, 0.5), the scale half the diameter of the described region,
  /// the orientation in radians.
  public static func keypoint(_ keypoint: Keypoint) -> (x: Float, y: Float, scale: Float, orientation: Float) {
    (keypoint.x + Float(pixelOffset), keypoint.y + Float(pixelOffset), keypoint.size / 2, keypoint.angle)
  }

  /// Numbers of a descriptor of COLMAP's.
  public static let descriptorLength = 128

  /// The first 128 of the 256 tests of a descriptor as a vector of COLMAP's: 64 where the test holds, else 0.
  ///
  /// Squared distances are then 4,096 times the Hamming distances of those tests, and lengths are about 512, as COLMAP's matcher
  /// expects: its nearest neighbours are those of half of the descriptor.
  public static func descriptor(of descriptors: DescriptorSet, at index: Int) -> [UInt8] {
    (0..<descriptorLength).map { test in
      let word = descriptors.words[index * DescriptorSet.wordsPerDescriptor + test / 64]
      return word >> UInt64(test % 64) & 1 == 1 ? 64 : 0
    }
  }

  /// COLMAP's own statements (`database_sqlite.cc`), less what stays empty: COLMAP adds that when it opens the file.
  private static let tables = """
    CREATE TABLE rigs(rig_id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, ref_sensor_id INTEGER NOT NULL,
      ref_sensor_type INTEGER NOT NULL);
    CREATE UNIQUE INDEX rig_ref_sensor_assignment ON rigs(ref_sensor_id, ref_sensor_type);
    CREATE TABLE rig_sensors(rig_id INTEGER NOT NULL, sensor_id INTEGER NOT NULL, sensor_type INTEGER NOT NULL,
      sensor_from_rig BLOB, FOREIGN KEY(rig_id) REFERENCES rigs(rig_id) ON DELETE CASCADE);
    CREATE UNIQUE INDEX rig_sensor_assignment ON rig_sensors(sensor_id, sensor_type);
    CREATE TABLE cameras(camera_id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, model INTEGER NOT NULL,
      width INTEGER NOT NULL, height INTEGER NOT NULL, params BLOB, prior_focal_length INTEGER NOT NULL);
    CREATE TABLE frames(frame_id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, rig_id INTEGER NOT NULL,
      FOREIGN KEY(rig_id) REFERENCES rigs(rig_id) ON DELETE CASCADE);
    CREATE TABLE frame_data(frame_id INTEGER NOT NULL, data_id INTEGER NOT NULL, sensor_id INTEGER NOT NULL,
      sensor_type INTEGER NOT NULL, FOREIGN KEY(frame_id) REFERENCES frames(frame_id) ON DELETE CASCADE);
    CREATE UNIQUE INDEX frame_sensor_assignment ON frame_data(data_id, sensor_type);
    CREATE TABLE images(image_id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, name TEXT NOT NULL UNIQUE,
      camera_id INTEGER NOT NULL, CONSTRAINT image_id_check CHECK(image_id >= 0 and image_id < 2147483647),
      FOREIGN KEY(camera_id) REFERENCES cameras(camera_id));
    CREATE UNIQUE INDEX index_name ON images(name);
    CREATE TABLE keypoints(image_id INTEGER PRIMARY KEY NOT NULL, rows INTEGER NOT NULL, cols INTEGER NOT NULL,
      data BLOB, FOREIGN KEY(image_id) REFERENCES images(image_id) ON DELETE CASCADE);
    CREATE TABLE descriptors(image_id INTEGER PRIMARY KEY NOT NULL, type INTEGER NOT NULL, rows INTEGER NOT NULL,
      cols INTEGER NOT NULL, data BLOB, FOREIGN KEY(image_id) REFERENCES images(image_id) ON DELETE CASCADE);
    """
}
