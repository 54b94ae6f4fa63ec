public enum MappingProposal {
    public static func text(old: String, new: String) throws(ExportError) -> String { "" }
}
