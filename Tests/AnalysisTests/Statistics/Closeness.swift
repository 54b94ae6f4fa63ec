/// Whether two numbers agree to a relative distance (absolute below 1e-300).
func agree(_ value: Double?, _ reference: Double, within distance: Double = 1e-12) -> Bool {
    guard let value else { return false }
    return value == reference || (value - reference).magnitude <= distance * max(reference.magnitude, 1e-300)
}
