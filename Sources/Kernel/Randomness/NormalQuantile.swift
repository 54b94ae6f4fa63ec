/// Quantiles of the standard normal distribution: algorithm AS 241, PPND16 (Wichura 1988), relative error about 1e-16.
public enum NormalQuantile {
    /// The value below which a share `p` of the standard normal distribution lies; 0 < p < 1.
    public static func value(_ p: Double) -> Double {
        let q = p - 0.5
        if q.magnitude <= 0.425 {
            let r = 0.180625 - q * q
            return q
                * polynomial(
                    r, 3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                    3.3430575583588128105e4, 2.5090809287301226727e3)
                / polynomial(
                    r, 1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
                    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
                    5.2264952788528545610e3)
        }
        return tail(p, below: q < 0)
    }

    @inline(never)
    private static func tail(_ p: Double, below: Bool) -> Double {
        let share = below ? p : 1 - p
        guard share > 0 else { return below ? -.infinity : .infinity }
        let r = (-Elementary.log(share)).squareRoot()
        let size: Double
        if r <= 5 {
            let t = r - 1.6
            size =
                polynomial(
                    t, 1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
                    3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
                    2.27238449892691845833e-2, 7.74545014278341407640e-4)
                / polynomial(
                    t, 1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
                    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
                    1.05075007164441684324e-9)
        } else {
            let t = r - 5
            size =
                polynomial(
                    t, 6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
                    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                    2.71155556874348757815e-5, 2.01033439929228813265e-7)
                / polynomial(
                    t, 1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
                    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
                    2.04426310338993978564e-15)
        }
        return below ? -size : size
    }

    /// a + b x + c x^2 + ... + h x^7.
    @inline(__always)
    private static func polynomial(
        _ x: Double, _ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double, _ f: Double, _ g: Double,
        _ h: Double
    ) -> Double {
        let x2 = x * x
        return ((a + b * x) + (c + d * x) * x2) + ((e + f * x) + (g + h * x) * x2) * (x2 * x2)
    }
}
