import ArgumentParser
import FootageMatching

/// How progress is shown.
enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
  /// A line on a terminal, nothing elsewhere.
  case auto
  /// Nothing.
  case none
  /// A JSON object a line on standard error, once a second.
  case json
}

/// Shows how far a run has come, how fast it goes and how long it will take.
final class ProgressReporter {
  private let style: ProgressStyle
  private let interrupt: InterruptFlag
  private let started = ContinuousClock.now
  private var phase: RunProgress.Phase?
  private var phaseStarted = ContinuousClock.now
  private var lastShown: ContinuousClock.Instant?
  /// Times and counts of the last seconds: the rate is that of the recent past, as films and pictures differ.
  private var samples: [(at: ContinuousClock.Instant, done: Int)] = []

  /// The seconds over which the rate is taken.
  private static let rateWindow = 15.0

  init(style: ProgressStyle, interrupt: InterruptFlag) {
    self.style = style == .auto && !Console.isInteractive ? .none : style
    self.interrupt = interrupt
  }

  /// Takes note, and shows it if something was not shown just before.
  func report(_ progress: RunProgress) {
    guard style != .none else { return }
    let now = ContinuousClock.now
    if phase != progress.phase {
      phase = progress.phase
      phaseStarted = now
      samples = []
    }
    // What is taken over costs next to nothing, and says nothing about the time that is left.
    samples.append((now, progress.done - progress.takenOver))
    while samples.count > 2, samples[0].at.duration(to: now) / .seconds(1) > ProgressReporter.rateWindow {
      samples.removeFirst()
    }
    let interval: Duration = style == .json ? .seconds(1) : .milliseconds(100)
    let isLast = progress.done == progress.total
    if let lastShown, lastShown.duration(to: now) < interval, !isLast { return }
    lastShown = now
    show(progress, now)
  }

  /// Removes the line of progress.
  func finish() { Console.shared.clearStatus() }

  private func show(_ progress: RunProgress, _ now: ContinuousClock.Instant) {
    var rate: Double?
    let examined = progress.done - progress.takenOver
    if let first = samples.first, examined > first.done {
      let seconds = first.at.duration(to: now) / .seconds(1)
      if seconds > 0 { rate = Double(examined - first.done) / seconds }
    }
    let left = progress.total.flatMap { total in rate.map { Double(total - progress.done) / $0 } }
    if style == .json {
      var fields = [
        "\"phase\":\"\(progress.phase.rawValue)\"", "\"done\":\(progress.done)", "\"failed\":\(progress.failed)",
        "\"elapsedSeconds\":\(tenths(started.duration(to: now) / .seconds(1)))",
      ]
      if progress.takenOver > 0 { fields.append("\"takenOver\":\(progress.takenOver)") }
      if let total = progress.total { fields.append("\"total\":\(total)") }
      if let rate { fields.append("\"perSecond\":\(tenths(rate))") }
      if let left { fields.append("\"secondsLeft\":\(tenths(left))") }
      Console.shared.line("{" + fields.joined(separator: ",") + "}")
      return
    }
    var parts: [String] = []
    if let total = progress.total {
      parts.append("\(progress.done)/\(total) \(progress.phase.rawValue)")
      if total > 0 { parts.append("\(100 * progress.done / total) %") }
    } else {
      parts.append("\(progress.done) \(progress.phase.rawValue)")
    }
    if let rate { parts.append("\(tenths(rate))/s") }
    if interrupt.isRaised {
      parts.append("stopping, ^C again to quit at once")
    } else if let left {
      parts.append("\(ProgressReporter.clock(left)) left")
    }
    if progress.takenOver > 0 { parts.append("\(progress.takenOver) taken over") }
    if progress.failed > 0 { parts.append("\(progress.failed) failed") }
    Console.shared.status(parts.joined(separator: "  "))
  }

  private func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  /// `1:02:03` or `2:03`.
  static func clock(_ seconds: Double) -> String {
    let whole = Int(min(seconds.rounded(.up), 359_999))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let tail = "\(two(whole % 60))"
    return whole < 3600
      ? "\(whole / 60):\(tail)" : "\(whole / 3600):\(two(whole / 60 % 60)):\(tail)"
  }
}
