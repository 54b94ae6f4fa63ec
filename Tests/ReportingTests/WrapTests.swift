import Testing

@testable import Reporting

@Suite("Lines of the terminal")
struct WrapTests {
    @Test("A number and its per cent sign stay on one line")
    func percent() {
        #expect(TextBlock.wrap("to 18:40; 54 % of them", 12) == ["to 18:40;", "54 % of them"])
        #expect(TextBlock.wrap("a share of 54 %", 13) == ["a share of", "54 %"])
    }

    @Test("A per cent sign without a number is a word")
    func lonely() {
        #expect(TextBlock.wrap("in % of all", 4) == ["in %", "of", "all"])
        #expect(TextBlock.wrap("", 4) == [""])
    }
}
