import Testing

/// Whether runs by the wall clock say what is true. One after the other: they would disturb each other's clocks.
@Suite(
    "Truth", .serialized,
    .enabled(
        if: Machine.isAlone,
        "needs the machine for itself: REHEARSE_ALONE=1"))
enum Truth {}
