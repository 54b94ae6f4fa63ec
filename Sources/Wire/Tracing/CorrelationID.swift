/// The value of `X-Correlation-ID`: the order's reference, as it can stand in a header field.
public enum CorrelationID {
    /// Visible ASCII stays; what a header field cannot carry safely is percent-encoded; at most 128 characters.
    public static func fieldValue(_ reference: String) -> String {
        // Nearly all references can stand as they are.
        if reference.utf8.count <= 128,
            reference.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "%") })
        {
            return reference
        }
        var units: [UInt8] = []
        for byte in reference.utf8 {
            let unit =
                (0x21...0x7e).contains(byte) && byte != UInt8(ascii: "%")
                ? [byte] : Array("%\(ByteText.hex([byte]).uppercased())".utf8)
            guard units.count + unit.count <= 128 else { break }
            units += unit
        }
        return String(decoding: units, as: UTF8.self)
    }
}
