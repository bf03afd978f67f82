/// Why there is no report.
public enum ReportError: Error, Hashable, Sendable {
  /// Nothing stands at the path, or no folder.
  case missing(path: String)
  /// The folder holds no run's results.
  case noRun(path: String)
  /// A run began in the folder and has not ended, or was killed.
  case unfinished(path: String)
  /// `summary.json` is not what a run writes.
  case damaged(path: String, reason: String)
  /// A document cannot be read.
  case unreadable(path: String, reason: String)
  /// Something else stands where the report would go.
  case inTheWay(path: String)
  /// The report cannot be written.
  case output(OutputError)
}

extension ReportError: CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): there is no such folder. Name the folder that `remnant match` wrote its results into (its --output)."
    case .noRun(let path):
      "\(path): holds no results, as summary.json is missing. Name the folder that `remnant match` wrote into (its --output)."
    case .unfinished(let path):
      "\(path): the run in it has not ended, or was killed: summary.json is missing. Let it finish, or match again."
    case .damaged(let path, let reason):
      "\(path): is not the summary that `remnant match` writes: \(reason). Restore the file, or match again."
    case .unreadable(let path, let reason):
      "\(path): cannot be read (\(reason)). Check its permissions."
    case .inTheWay(let path):
      "\(path): is not a report of Remnant's, and is left as it is. Move it away, or rename it."
    case .output(let error): error.description
    }
  }
}

/// Why an original is not shown.
package enum OriginalProblem: Error, Hashable, Sendable {
  /// It is not where the run found it.
  case missing(name: String)
  /// It is there, and its bytes are others.
  case changed(name: String)
  /// Its digest is not known, so nothing says that it is the same.
  case undocumented(name: String)
  /// It cannot be decoded or drawn any more; the reason is a sentence.
  case unreadable(name: String, reason: String)
}

extension OriginalProblem: CustomStringConvertible {
  /// A sentence for the report's readers.
  package var description: String {
    switch self {
    case .missing(let name):
      "\(name) was not found where the run had read it, so it is not shown."
    case .changed(let name):
      "\(name) has changed since it was matched: its SHA-256 differs, so it is not shown."
    case .undocumented(let name):
      "\(name): the run's documents hold no digest of it, so it is not shown."
    case .unreadable(let name, let reason):
      "\(name) cannot be shown: \(reason)"
    }
  }
}
