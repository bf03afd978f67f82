/// The version of this program and its library: the one place that states it.
public enum RemnantVersion {
  /// The version, after semver.org.
  public static let current = "0.1.0"
}
