internal import Reconciliation

/// How the letters of a file seem to be written.
enum EncodingGuess {
    /// More of a file is not looked through.
    private static let limit = 1 << 28

    /// - Returns: UTF-8 where every byte of it is; else Windows-1252, in which every byte is a letter.
    static func of(_ path: String) throws(ExportError) -> TextEncoding {
        let reader = try BlockReader(path: path, name: path)
        while !reader.isAtEnd, reader.offset < limit {
            try reader.more()
            let (checked, isBad) = UTF8Check.of(reader.bytes, isLast: reader.isAtEnd)
            if isBad { return .windows1252 }
            reader.use(checked)
        }
        return .utf8
    }
}
