internal import Kernel

/// A measured distribution as a CSV file: one row a quantile, `p50,80ms` or `0.5,80ms`, ascending.
enum QuantileTable {
    /// The most rows of a table.
    static let rowLimit = 1_000

    /// Reads the table a scenario names; problems name the table's own line.
    static func read(_ file: Located<String>, quantity: Quantity) -> EmpiricalTable? {
        let reading = file.item.reading
        let path = FileStore.resolve(file.value, besides: file.item.tree.place.file)
        let bytes: [UInt8]
        do {
            bytes = try reading.files.bytes(of: path, limit: 1 << 20)
        } catch {
            file.item.refuse("cannot use \(quoted(path)): \(error.message)")
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            file.item.refuse("cannot use \(quoted(path)): it is not UTF-8 text")
            return nil
        }
        var probabilities: [Double] = []
        var values: [Int64] = []
        var number = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            let row = line.filter { $0 != "\r" && $0 != "\"" }
            guard !row.isEmpty, !row.hasPrefix("#") else { continue }
            let place = Place(file: path, line: number, column: 1)
            let cells = row.split(separator: ",", maxSplits: 1)
            guard cells.count == 2, let probability = probability(String(cells[0])) else {
                // The first row may be a heading.
                if number == 1 { continue }
                reading.report("expected a row such as p50,80ms, found \(quoted(row))", at: place, path: "")
                return nil
            }
            var scanner = Scanner(String(cells[1]))
            guard let value = try? quantity.scan(&scanner), scanner.isAtEnd, value <= quantity.limit else {
                reading.report("expected a row such as p50,80ms, found \(quoted(row))", at: place, path: "")
                return nil
            }
            if let last = probabilities.last, let largest = values.last, probability <= last || value < largest {
                reading.report("quantiles and values must ascend, found \(quoted(row))", at: place, path: "")
                return nil
            }
            probabilities.append(probability)
            values.append(value)
            guard values.count <= rowLimit else {
                reading.report("more than \(rowLimit) rows", at: place, path: "")
                return nil
            }
        }
        guard values.count >= 2, let first = values.first, let last = values.last else {
            reading.report("a table needs two rows at least", at: Place(file: path), path: "")
            return nil
        }
        // Outside what was measured, the nearest measured value holds.
        if probabilities.first != 0 {
            probabilities.insert(0, at: 0)
            values.insert(first, at: 0)
        }
        if probabilities.last != 1 {
            probabilities.append(1)
            values.append(last)
        }
        return EmpiricalTable(probabilities: probabilities, values: values)
    }

    /// `p99.9`, `99%` or `0.99` as a number in 0...1.
    private static func probability(_ text: String) -> Double? {
        var scanner = Scanner(text)
        let named = scanner.take("p")
        guard let number = scanner.number() else { return nil }
        let isPercent = scanner.take("%") || named
        guard scanner.isAtEnd else { return nil }
        let value = isPercent ? Double(number.digits) / (Double(Decimal.power(number.places)) * 100) : number.double
        return (0...1).contains(value) ? value : nil
    }
}
