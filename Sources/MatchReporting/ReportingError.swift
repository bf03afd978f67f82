/// What can go wrong while a result is written down or drawn.
public enum ReportingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The operating system refused to write `path`; `code` is the `errno` value and `reason` its text.
  case cannotWrite(path: String, code: Int32, reason: String)
  /// A picture of `width` × `height` pixels is beyond what Cairo can hold (32,767 on a side).
  case surfaceTooLarge(width: Int, height: Int)
  /// Cairo reported a failure while drawing, most often for lack of memory; `reason` is its text.
  case cannotDraw(reason: String)
  /// The number at `key` (such as `keypoints[3].x`) is NaN or infinite, which JSON cannot express.
  case notFinite(key: String)
  /// A value has no JSON form; `reason` says which.
  case notEncodable(reason: String)

  /// A sentence that says what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .cannotWrite(let path, let code, let reason):
      return "cannot write \(path): \(reason)\(Self.advice(errno: code))"
    case .surfaceTooLarge(let width, let height):
      return "an overlay of \(width) × \(height) pixels is too large to draw (at most 32,767 on a side): "
        + "ask for smaller panels"
    case .cannotDraw(let reason):
      return "cannot draw the overlay: \(reason)"
    case .notFinite(let key):
      return "\(key) is not a finite number, so the result was not written: this is an error in Remnant, "
        + "please report it with the image"
    case .notEncodable(let reason):
      return "cannot express a result as JSON: \(reason)"
    }
  }

  /// A short, stable word for the case, for the `kind` of an error in JSON.
  public var kind: String {
    switch self {
    case .cannotWrite: return "cannot-write"
    case .surfaceTooLarge: return "surface-too-large"
    case .cannotDraw: return "cannot-draw"
    case .notFinite: return "not-finite"
    case .notEncodable: return "not-encodable"
    }
  }
}
