import ImagePlanes
import Testing

@Suite struct HomographyTests {
  @Test func inverseUndoesTheMap() throws {
    let map = Homography([1.1, 0.2, 5, -0.1, 0.9, -3, 1e-4, -2e-4, 1])
    let inverse = try #require(map.inverse)
    let point = Point(x: 123, y: 45)
    #expect(inverse.apply(to: map.apply(to: point)).distance(to: point) < 1e-9)
  }

  @Test func aSingularMatrixHasNoInverse() {
    #expect(Homography([1, 2, 3, 2, 4, 6, 0, 0, 1]).inverse == nil)
  }

  @Test func productAppliesTheRightFactorFirst() {
    let shift = Homography([1, 0, 10, 0, 1, 0, 0, 0, 1])
    let double = Homography([2, 0, 0, 0, 2, 0, 0, 0, 1])
    #expect((double * shift).apply(to: Point(x: 1, y: 1)) == Point(x: 22, y: 2))
  }
}
