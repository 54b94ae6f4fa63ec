/// Percent-encoding by RFC 3986, and the form that HTML forms and OAuth 2 use.
enum PercentEncoding {
    /// A component of a path or query: all but letters, digits, "-", ".", "_" and "~" encoded.
    static func component(_ text: String) -> String {
        var units: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                units.append(byte)
            default: units += "%\(ByteText.hex([byte]).uppercased())".utf8
            }
        }
        return String(decoding: units, as: UTF8.self)
    }

    /// `application/x-www-form-urlencoded`: pairs joined by "&", spaces as "+".
    static func form(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { "\(formComponent($0.name))=\(formComponent($0.value))" }.joined(separator: "&")
    }

    /// A name or value of a form.
    static func formComponent(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { component(String($0)) }.joined(
            separator: "+")
    }
}
