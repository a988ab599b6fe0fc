import Saliency
import Testing

@Suite("Named values")
struct NamedValueTests {
  @Test("A stored NaN equals itself, and the two zeros differ")
  func equalityIsByBits() {
    #expect(NamedValue("a", .nan) == NamedValue("a", .nan))
    #expect(NamedValue("a", 0) != NamedValue("a", -0.0))
    #expect(NamedValue("a", 1) != NamedValue("b", 1))
  }

  @Test("The first of a name is found")
  func lookup() {
    let values = [NamedValue("cost", 3), NamedValue("cost", 4)]
    #expect(values["cost"] == 3)
    #expect(values["bound"] == nil)
  }
}
