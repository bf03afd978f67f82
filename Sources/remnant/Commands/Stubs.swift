import ArgumentParser
struct PairCommand: AsyncParsableCommand { static let configuration = CommandConfiguration(commandName: "pair") }
struct ExtractCommand: AsyncParsableCommand { static let configuration = CommandConfiguration(commandName: "extract") }
struct BenchCommand: AsyncParsableCommand { static let configuration = CommandConfiguration(commandName: "bench") }
