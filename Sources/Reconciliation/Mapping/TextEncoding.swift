/// How the letters of a CSV export are written.
public enum TextEncoding: String, Sendable, Codable, Hashable, CaseIterable {
    /// Unicode, as most systems write today.
    case utf8 = "utf-8"
    /// Western European Windows.
    case windows1252 = "windows-1252"
    /// Latin-1; what it leaves open is read as Windows does, as browsers do.
    case latin1 = "iso-8859-1"

    /// The letter of a byte of an encoding of one byte a letter.
    public static func letter(_ byte: UInt8) -> Unicode.Scalar {
        guard (0x80..<0xa0).contains(byte) else { return Unicode.Scalar(byte) }
        return Unicode.Scalar(windows[Int(byte) - 0x80]) ?? Unicode.Scalar(byte)
    }

    /// What Windows-1252 has from 80 to 9F (the mapping that Unicode publishes); what it leaves open stays as it is.
    private static let windows: [UInt16] = [
        0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,
        0x017d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
        0x0153, 0x9d, 0x017e, 0x0178,
    ]
}
