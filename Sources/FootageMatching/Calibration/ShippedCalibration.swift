import MatchReporting

/// The calibration that this version was checked with: named in `run.json`, so that a finding can be read beside it. Scores are reported as they
/// are; nothing is computed from the line.
enum ShippedCalibration {
  /// From `remnant calibrate --cross` on the sets that `Documentation/calibration.md` names.
  static let record = CalibrationRecordDocument(
    version: RemnantVersion.current, crossed: true,
    sets: [
      .init(name: "s21", sha256: "fe1d326bb6767e3c07cca8b96815732d8c30fa8ef6ad16a42bf2a6c30be88914"),
      .init(name: "s22", sha256: "e636a510f2d68aeff348c571a610f778685d1dee9cc7fae947fb3b80d8fee589"),
      .init(name: "s23", sha256: "d843c215c0918d00699b3c8af6d65caf1c1e63c5973a2163062990fd5efc87ca"),
      .init(name: "s24", sha256: "a141254d005af69e1eaa74647abff70e517660bcfa40a4606dc73dcbd8f35cc6"),
      .init(name: "s25", sha256: "d75423eb4dba9eab73d188e6b3ae60fa90ff44157ec95d2132eddb45f793b74c"),
      .init(name: "s41", sha256: "6882169687d168da96f412c6000389b8cdfcff6014cf646e49a178a99bc4993a"),
    ],
    same: 66, different: 4215, line: .init(offset: 1.2383, slope: 1.2376, least: -1.8261, greatest: 3.6249),
    cost: 0.743
  )
}
