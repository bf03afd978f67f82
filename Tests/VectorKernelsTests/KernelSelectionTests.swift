import Testing
import VectorKernels

@Suite struct KernelSelectionTests {
  @Test(arguments: InstructionSet.allCases)
  func theVariableForcesAnInstructionSetOrFails(instructionSet: InstructionSet) throws {
    let environment = ["REMNANT_ISA": instructionSet.rawValue]
    if Kernels.available.contains(where: { $0.instructionSet == instructionSet }) {
      #expect(try Kernels.select(environment: environment).instructionSet == instructionSet)
    } else {
      let error = #expect(throws: KernelSelectionError.self) { try Kernels.select(environment: environment) }
      #expect(error?.description.contains(instructionSet.rawValue) == true)
    }
  }

  @Test func theBaselineIsAlwaysThere() throws {
    #expect(try Kernels.select(environment: ["REMNANT_ISA": "baseline"]).name == "baseline")
  }

  @Test func withoutTheVariableTheBestIsTaken() throws {
    #expect(try Kernels.select(environment: [:]).name == Kernels.available.last?.name)
    #expect(try Kernels.select(environment: ["REMNANT_ISA": ""]).name == Kernels.available.last?.name)
  }

  @Test(arguments: ["avx2", "V3", "v3 ", "v5", "reference"])
  func anUnknownNameIsRefusedAndQuoted(value: String) {
    #expect(throws: KernelSelectionError.unknown(value)) {
      try Kernels.select(environment: ["REMNANT_ISA": value])
    }
    #expect(KernelSelectionError.unknown(value).description.contains("\"\(value)\""))
  }

  @Test func anUnsupportedSetIsNamedWithWhatThereIs() {
    let text = KernelSelectionError.unsupported(.v4, available: [.baseline, .v3]).description
    #expect(text.contains("v4") && text.contains("baseline, v3"))
  }
}
