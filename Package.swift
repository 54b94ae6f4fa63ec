// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

// What is simulated and analysed is optimised in debug builds as well, with all checks that debug builds have: a suite of
// simulations would take minutes without.
let fast =
    strict + [
        .unsafeFlags(["-O", "-Xfrontend", "-assert-config", "-Xfrontend", "Debug"], .when(configuration: .debug))
    ]

// Sides of a reconciliation are read by one thread each: checks of exclusive access to what only that thread has cost a
// twentieth of it.
let reading = fast + [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]

let package = Package(
    name: "rehearse",
    products: [
        .executable(name: "rehearse", targets: ["rehearse"]),
        .executable(name: "benchmarks", targets: ["benchmarks"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "Kernel", swiftSettings: fast),
        .target(name: "Reconciliation", dependencies: ["Kernel"], swiftSettings: reading),
        .target(
            name: "Scenario",
            dependencies: ["Kernel", "Reconciliation", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),
        .target(name: "Exports", dependencies: ["Kernel", "Reconciliation", "Scenario"], swiftSettings: reading),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(
            name: "Wire",
            dependencies: [
                "Kernel", "CCurl",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .target(name: "Analysis", dependencies: ["Kernel", "Reconciliation"], swiftSettings: fast),
        .target(name: "Reporting", dependencies: ["Kernel", "Reconciliation", "Analysis"], swiftSettings: strict),
        .executableTarget(
            name: "rehearse",
            dependencies: [
                "Kernel", "Reconciliation", "Scenario", "Exports", "Analysis", "Reporting", "Wire",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "Kernel", "Reconciliation", "Scenario", "Exports", "Analysis", "Reporting", "Wire", "CCurl",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(name: "KernelTests", dependencies: ["Kernel"], swiftSettings: strict),
        .testTarget(
            name: "ReconciliationTests", dependencies: ["Reconciliation", "Analysis", "Exports", "Scenario", "Kernel"],
            exclude: ["Scripts"],
            swiftSettings: strict),
        .testTarget(
            name: "ScenarioTests", dependencies: ["Scenario", "Reconciliation", "Kernel"], swiftSettings: strict),
        .testTarget(
            name: "WireTests",
            dependencies: [
                "Wire", "Kernel", .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            exclude: ["Resources"],
            swiftSettings: strict),
        .testTarget(name: "AnalysisTests", dependencies: ["Analysis", "Kernel"], swiftSettings: strict),
        .testTarget(
            name: "ReportingTests", dependencies: ["Reporting", "Analysis", "Reconciliation", "Kernel"],
            swiftSettings: strict),
        .testTarget(
            name: "CommandTests", dependencies: ["rehearse", "Scenario", "Kernel", "Analysis", "Reporting"],
            swiftSettings: strict),
    ]
)
