import Foundation
import Testing

@Suite("Usage")
struct UsageTests {
    @Test(
        "What is not understood ends with exit code 2 and says how it should be",
        arguments: [
            ["run"], ["run", "a.yaml", "b.yaml"], ["nosuch"], ["run", "--nosuch", "a.yaml"],
            ["run", "nosuch.yaml"], ["run", "small.yaml", "--threads", "0"], ["run", "small.yaml", "--threads", "3"],
            ["run", "small.yaml", "--seed", "-1"],
            ["run", "small.yaml", "--format", "xml"], ["trace", "latest", "x"], ["schema", "nosuch"],
            ["landscape", "nosuch"], ["validate"], ["describe", "nosuch.yaml"], ["new", ".yaml"],
        ])
    func usage(arguments: [String]) throws {
        try withFolder { folder in
            _ = try SmallScenario.write(to: folder)
            let (process, output, errors) = try Program.debug.start(arguments, in: folder)
            process.waitUntilExit()
            let result = try Program.result(process, output, errors)
            #expect(result.status == 2, "\(arguments): \(result.output)\(result.errors)")
            #expect(!result.errors.isEmpty)
        }
    }

    @Test("Help and version are no errors and go to standard output", arguments: ["--help", "--version", "help"])
    func help(option: String) throws {
        try withFolder { folder in
            let result = try Program.debug.run(option, in: folder)
            #expect(result.status == 0)
            #expect(!result.output.isEmpty)
            #expect(result.errors.isEmpty)
        }
    }

    @Test("Problems of a scenario are told with their places, for people and for tools")
    func problems() throws {
        try withFolder { folder in
            let text = SmallScenario.text().replacingOccurrences(of: "for: 1h", with: "for: 1 fortnight")
                .replacingOccurrences(of: "workers: 4", with: "worker: 4")
            let scenario = try SmallScenario.write(to: folder, text)
            let people = try Program.debug.run("validate", "small.yaml", in: folder)
            #expect(people.status == 2)
            #expect(
                people.errors.contains(
                    "small.yaml:3:39: clock.for: expected a duration such as 10m, found \"1 fortnight\""))
            #expect(people.errors.contains("did you mean \"workers\"?"))
            #expect(people.errors.hasSuffix("2 problems\n"))
            let tools = try Program.debug.run("validate", scenario, "--format", "json", in: folder)
            #expect(tools.status == 2)
            let list = try JSONSerialization.jsonObject(with: Data(tools.output.utf8)) as? [[String: Any]]
            #expect(list?.count == 2)
            #expect(list?.first?["line"] as? Int == 3)
            #expect(list?.first?["path"] as? String == "clock.for")
        }
    }

    @Test("A valid scenario is described: orders, systems, calls")
    func described() throws {
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            let result = try Program.debug.run("describe", scenario, in: folder)
            #expect(result.status == 0)
            #expect(result.output.contains("200 orders"))
            #expect(result.output.contains("Europe/Brussels"))
            #expect(result.output.contains("shop"))
            let valid = try Program.debug.run("validate", scenario, in: folder)
            #expect(valid.status == 0)
            #expect(valid.output.contains("200 orders in 1h, 1 system, 1 budget"))
        }
    }

    @Test("A new scenario is written once, is valid, runs and passes")
    func new() throws {
        try withFolder { folder in
            let presets = Program.checkout.appending(path: "Scenarios/presets").path
            #expect(try Program.debug.run("new", "peak", in: folder).status == 0)
            #expect(try Program.debug.run("new", "peak", in: folder).status == 2)
            let result = try Program.debug.run("run", "peak.yaml", "--presets", presets, in: folder)
            #expect(result.status == 0, "\(result.output)\(result.errors)")
        }
    }

    @Test("Every shipped scenario keeps to the schema, and broken ones do not, says an independent validator")
    func schema() throws {
        guard let python = python(with: "jsonschema", "yaml", "ruamel.yaml") else {
            print("skipped: no python3 with jsonschema, yaml and ruamel.yaml on this machine")
            return
        }
        try withFolder { folder in
            let schema = try Program.debug.run("schema", in: folder)
            #expect(schema.status == 0)
            try Data(schema.output.utf8).write(to: folder.appending(path: "schema.json"))
            // As editors read it (YAML 1.2, numbers are numbers), as YAML 1.1 does (12:30 would be a number, no a boolean, a
            // date is written out again), and as it is written (all text).
            let script = """
                import json, sys, yaml, jsonschema, glob, copy, datetime, ruamel.yaml
                class Loader(yaml.SafeLoader): pass
                Loader.yaml_implicit_resolvers = {
                    first: [(tag, pattern) for tag, pattern in rules if tag == 'tag:yaml.org,2002:null']
                    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()}
                def plain(value):
                    if isinstance(value, dict): return {str(key): plain(item) for key, item in value.items()}
                    if isinstance(value, list): return [plain(item) for item in value]
                    return value.isoformat() if isinstance(value, (datetime.date, datetime.datetime)) else value
                loaders = {
                    'as written': lambda file: yaml.load(open(file), Loader),
                    'YAML 1.1': lambda file: plain(yaml.safe_load(open(file))),
                    'YAML 1.2': lambda file: plain(ruamel.yaml.YAML(typ='safe', pure=True).load(open(file)))}
                schema = json.load(open('schema.json'))
                jsonschema.Draft202012Validator.check_schema(schema)
                validator = jsonschema.Draft202012Validator(schema)
                files = sorted(glob.glob(sys.argv[1] + '/Scenarios/*.yaml'))
                assert len(files) >= 6, files
                for file, loader in [(file, loader) for file in files for loader in loaders]:
                    whole = loaders[loader](file)
                    errors = [(list(e.path), e.message) for e in validator.iter_errors(whole)]
                    assert not errors, (file, loader, errors[:3])
                    for change in [lambda d: d.pop('rehearse'), lambda d: d.update(nosuch='1'), lambda d: d.update(rehearse=2), lambda d: d.pop('clock'),
                                   lambda d: d['clock'].update({'for': 'long'}), lambda d: d.update(orders='many')]:
                        broken = copy.deepcopy(whole)
                        change(broken)
                        assert list(validator.iter_errors(broken)), (file, 'a broken copy passes')
                """
            let result = try python.run("-c", script, Program.checkout.path, in: folder)
            #expect(result.status == 0, "\(result.errors)")
        }
    }

    @Test("summary.json keeps to its schema, says an independent validator")
    func summarySchema() throws {
        guard let python = python(with: "jsonschema") else {
            print("skipped: no python3 with jsonschema on this machine")
            return
        }
        try withFolder { folder in
            let scenario = try SmallScenario.write(to: folder)
            let summary = try Program.debug.run("run", scenario, "--format", "json", in: folder)
            let schema = try Program.debug.run("schema", "summary", in: folder)
            try Data(summary.output.utf8).write(to: folder.appending(path: "summary.json"))
            try Data(schema.output.utf8).write(to: folder.appending(path: "schema.json"))
            let script = """
                import json, jsonschema
                schema = json.load(open('schema.json'))
                jsonschema.Draft202012Validator.check_schema(schema)
                jsonschema.Draft202012Validator(schema).validate(json.load(open('summary.json')))
                """
            let result = try python.run("-c", script, in: folder)
            #expect(result.status == 0, "\(result.errors)")
        }
    }
}
