/// The steps in which a JPEG's luma is quantised: how much of a picture is its compression's doing.
public struct LumaQuantization: Hashable, Sendable {
  /// Steps of the 64 coefficients of a block (ITU-T T.81, annex A.3.4), row by row: the vertical frequency by rows, the horizontal one
  /// by columns. Those of the file, before its EXIF orientation is applied.
  public let steps: [UInt16]

  /// Makes a table of 64 steps.
  public init(steps: [UInt16]) {
    precondition(steps.count == 64, "a block has 64 coefficients")
    self.steps = steps
  }
}
