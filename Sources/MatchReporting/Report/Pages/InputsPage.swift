/// The page of provenance: what the run was made from.
struct InputsPage {
  /// A picture or film and its digest.
  struct Row {
    let name: String
    let digest: String
    let trouble: String?
  }

  let shell: PageShell
  let runFacts: [Fact]
  let options: [Fact]
  let documents: [Fact]
  let references: [Row]
  let referenceTotal: String
  let inputs: [Row]
  let inputTotal: String
}

extension InputsPage {
  init(shell: PageShell, record: RunRecord, documents: [ReportSite.DocumentDigest]) {
    self.shell = shell
    let run = record.run
    let execution = run?.execution
    var facts: [Fact] = []
    func add(_ term: String, _ detail: String?, isCode: Bool = false) {
      if let detail { facts.append(Fact(term: term, detail: detail, isCode: isCode)) }
    }
    add("Matched by", run?.version.map { "Remnant \($0)" })
    add("Report written by", "Remnant \(shell.writer)")
    add("State of the run", run?.status)
    add("Command", execution?.command.map(Self.commandLine), isCode: true)
    add("Started", execution?.started)
    add("Finished", execution?.finished)
    add("Duration", execution?.seconds.map { "\(DisplayText.oneDecimal($0)) s" })
    add("Instruction set", execution?.isa)
    add("Threads", execution?.threads.map(String.init))
    runFacts = facts
    options = (run?.options?.entries ?? []).map { Fact(term: $0.name, detail: $0.value.readable, isCode: true) }
    self.documents = documents.map { Fact(term: $0.name, detail: $0.sha256, isCode: true) }
    references = (run?.references ?? []).map {
      Row(name: $0.view, digest: $0.sha256 ?? "not read", trouble: $0.error?.message)
    }
    referenceTotal = DisplayText.counted(references.count, "reference view", "reference views")
    inputs = (run?.inputs ?? []).map { Row(name: $0.path, digest: $0.sha256 ?? "not read", trouble: nil) }
    inputTotal = DisplayText.counted(inputs.count, "picture or film", "pictures and films")
  }

  /// A command line that can be copied into a shell.
  static func commandLine(_ arguments: [String]) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/=:,+@%")
    return arguments.map { argument in
      if !argument.isEmpty, argument.allSatisfy(plain.contains) { return argument }
      return "'" + argument.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }.joined(separator: " ")
  }
}

/// The page on method and limits.
struct MethodPage {
  /// A step of the scale.
  struct BandRow {
    let range: String
    let odds: String
    let words: String
    let holdsThreshold: Bool
  }

  let shell: PageShell
  let threshold: String
  let thresholdOdds: String
  let bands: [BandRow]
}

extension MethodPage {
  init(shell: PageShell, threshold: Double) {
    self.shell = shell
    self.threshold = DisplayText.oneDecimal(threshold)
    let bands = EvidenceScale.bands
    let thresholdBand = EvidenceScale.band(threshold)
    thresholdOdds = thresholdBand.odds
    self.bands = bands.indices.map { index in
      let next = index + 1 < bands.count ? bands[index + 1].from : nil
      let range =
        switch (bands[index].from, next) {
        case (nil, let next?): "below \(DisplayText.oneDecimal(next))"
        case (let from?, let next?): "\(DisplayText.oneDecimal(from)) to \(DisplayText.oneDecimal(next))"
        case (let from?, nil): "from \(DisplayText.oneDecimal(from))"
        case (nil, nil): "any"
        }
      return BandRow(
        range: range, odds: bands[index].odds, words: bands[index].words,
        holdsThreshold: bands[index] == thresholdBand)
    }
  }
}
