/// What a sample says about a column.
struct ColumnProfile {
    /// Its name, or path.
    let name: String
    /// Sampled rows, and those without a value.
    let rows: Int
    let empty: Int
    /// Values with how often they were seen; at most `valueLimit` of them.
    let counts: [String: Int]
    /// How its times are written; nil: it has none.
    let time: TimeShape?
    /// Shares of the values that are numbers with a decimal point, and with a decimal comma.
    let pointShare: Double
    let commaShare: Double
    /// Values that can only be read with a point, or only with a comma.
    let onlyPoint: Int
    let onlyComma: Int
    /// Values such as `1.250`, which are two numbers.
    let eitherWay: Int
    /// Whether numbers begin with zeros, as codes do.
    let hasLeadingZeros: Bool

    private static let valueLimit = 20_000

    init(name: String, values: [String]) {
        self.name = name
        rows = values.count
        let present = values.filter { !$0.isEmpty }
        empty = values.count - present.count
        var counts: [String: Int] = [:]
        for value in present where counts.count < ColumnProfile.valueLimit || counts[value] != nil {
            counts[value, default: 0] += 1
        }
        self.counts = counts
        let probe = ColumnProfile.spread(present, 400)
        time = TimeShape(probe)
        let point = NumberReader(hasDecimalComma: false)
        let comma = NumberReader(hasDecimalComma: true)
        var (pointReads, commaReads, onlyPoint, onlyComma, either, zeros) = (0, 0, 0, 0, 0, 0)
        for var value in probe {
            let (isPoint, isComma) = value.withUTF8 { bytes in
                (
                    point.millionths(UnsafeRawBufferPointer(bytes)) != nil,
                    comma.millionths(UnsafeRawBufferPointer(bytes)) != nil
                )
            }
            if isPoint { pointReads += 1 }
            if isComma { commaReads += 1 }
            if isPoint, !isComma { onlyPoint += 1 }
            if isComma, !isPoint { onlyComma += 1 }
            if isPoint, isComma, value.contains(".") || value.contains(",") { either += 1 }
            let digits = value.utf8.drop { $0 == 0x2d }
            if digits.count > 1, digits.first == 0x30, digits.dropFirst().first.map({ $0 &- 0x30 < 10 }) == true {
                zeros += 1
            }
        }
        let all = Double(max(probe.count, 1))
        pointShare = Double(pointReads) / all
        commaShare = Double(commaReads) / all
        self.onlyPoint = onlyPoint
        self.onlyComma = onlyComma
        eitherWay = either
        hasLeadingZeros = zeros * 50 > probe.count
    }

    /// Different values.
    var distinct: Int { counts.count }

    /// Rows with a value.
    var filled: Int { rows - empty }

    /// Whether it holds times: its form says so, or its form may be and its name says so.
    var isTime: Bool {
        guard let time else { return false }
        return !time.isNumber || time.format.hasPrefix("yyyyMMddHHmm") || ColumnLexicon.score(.time, name) > 0
            || KindLexicon.role(name) != nil && NameWords.of(name).contains("at")
    }

    /// Whether it holds numbers that are counted, not codes.
    func isNumber(comma: Bool) -> Bool {
        filled > 0 && !isTime && !hasLeadingZeros && (comma ? commaShare : pointShare) >= 0.95
    }

    private static func spread(_ values: [String], _ count: Int) -> [String] {
        guard values.count > count else { return values }
        return (0..<count).map { values[$0 * values.count / count] }
    }
}
