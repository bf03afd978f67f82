import ArgumentParser

@main
struct Remnant: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remnant", abstract: "Matches footage of wreckage against reference pictures of known hardware.")
}
