using Sartor.Contracts;
using Sartor.Core;
using Sartor.Lab.Campaigns.Runs;

namespace Sartor.Lab.Tests.Campaigns;

public sealed class CampaignFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CampaignFileTests()
    {
        foreach (var name in (string[])["models/b.onnx", "models/a.onnx", "models/deep/c.onnx", "models/d.tflite", "one 'two'.onnx"])
        {
            var path = Path.Combine(_folder.Path, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "x");
        }
        Directory.CreateDirectory(Path.Combine(_folder.Path, "images"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("models/*.onnx", "models/a.onnx models/b.onnx")]
    [InlineData("models/**/*.onnx", "models/a.onnx models/b.onnx models/deep/c.onnx")]
    [InlineData("models/*.tflite", "models/d.tflite")]
    [InlineData("models/a.onnx", "models/a.onnx")]
    [InlineData("list.txt", "models/d.tflite models/a.onnx")]
    public void Models_AreFoundInTheirOrder(string pattern, string expected)
    {
        File.WriteAllText(Path.Combine(_folder.Path, "list.txt"), "# those of Friday\nmodels/d.tflite\n\n  models/a.onnx\n");
        var options = Read($"models: ['{pattern}']");
        options.Models.Select(model => Path.GetRelativePath(_folder.Path, model)).ShouldBe(expected.Split(' '));
    }

    [Fact]
    public void Models_ThatTwoPatternsFind_AreThereOnce() =>
        Read("models: [models/a.onnx, models/*.onnx]").Models.Count.ShouldBe(2);

    [Fact]
    public void Options_HaveTheirDefaults()
    {
        var options = Read("models: models/a.onnx");
        options.Name.ShouldBe("friday");
        options.OutputFolder.ShouldBe(Path.Combine(_folder.Path, "friday.campaign"));
        options.Devices.ShouldBe(["host"]);
        options.Variants.Select(variant => $"{variant}").ShouldBe(["tflite/float32"]);
        options.Protocols.Select(protocol => protocol.Threads).ShouldBe([1]);
        (options.Verifies, options.MaxHalfWidth, options.Database, options.DataPath).ShouldBe((true, 0.1, null, null));
        options.Failures.ShouldBe(new FailurePolicy());
    }

    [Fact]
    public void GuardsAndPower_AreWhatTheFileSays()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "power.csv"), "");
        var options = Read(
            """
            models: models/a.onnx
            max-temperature-c: 44.5
            thermal-zone: cpu
            min-battery-percent: 30
            screen: off
            cool-down-seconds: 90
            power-trace: power.csv
            power-trace-start-utc: 2026-05-01T12:00:00.250+02:00
            """);
        options.Guards.ShouldBe(new DeviceGuards
        {
            MaxTemperatureC = 44.5,
            ThermalZone = "cpu",
            MinBatteryPercent = 30,
            IsScreenOn = false,
            CoolDown = TimeSpan.FromSeconds(90),
        });
        options.PowerTracePath.ShouldBe(Path.Combine(_folder.Path, "power.csv"));
        options.PowerTraceStartUtc.ShouldBe(new DateTimeOffset(2026, 5, 1, 10, 0, 0, 250, TimeSpan.Zero));
    }

    [Fact]
    public void Anchor_IsWhatTheFileSays()
    {
        var options = Read("models: models/a.onnx\nanchor: models/b.onnx\nanchor-minutes: 2.5\nmax-device-drift: 0.2");
        options.AnchorPath.ShouldBe(Path.Combine(_folder.Path, "models", "b.onnx"));
        (options.AnchorInterval, options.MaxDeviceDrift).ShouldBe((TimeSpan.FromSeconds(150), 0.2));
        Read("models: models/a.onnx\nanchor-minutes: 0").AnchorPath.ShouldBeNull();
        Read("models: models/a.onnx").AnchorInterval.ShouldBe(TimeSpan.FromMinutes(10));
    }

    [Theory]
    [InlineData("4-7", "4-7")]
    [InlineData("[0, 2]", "0,2")]
    [InlineData("[2, 0-1]", "0-2")]
    public void Cpus_AreThoseOfEachProtocol(string text, string cores) =>
        Read($"models: models/a.onnx\nthreads: [1, 2]\ncpus: {text}").Protocols.Select(protocol => protocol.Cpus).ShouldBe([cores, cores]);

    [Theory]
    [InlineData("cpus: 4-", "line 2: 'cpus' must be cores as 4-7 or [0, 2], each once, not '4-'")]
    [InlineData("cpus: [0, 0-1]", "line 2: 'cpus' must be cores")]
    [InlineData("anchor: models/none.onnx", "line 2: 'anchor' 'models/none.onnx' does not exist")]
    [InlineData("anchor-minutes: -1", "line 2: 'anchor-minutes' must be a number between 0 and 1440")]
    [InlineData("anchor: models/b.onnx\nanchor-minutes: 0", "line 2: 'anchor' is never used with 'anchor-minutes' 0")]
    [InlineData("max-device-drift: 0.2\nanchor-minutes: 0", "line 2: 'max-device-drift' is never used with 'anchor-minutes' 0")]
    [InlineData("thermal-zone: cpu", "line 2: 'thermal-zone' says nothing without 'max-temperature-c'")]
    [InlineData("power-trace-start-utc: 2026-05-01", "line 2: 'power-trace-start-utc' says nothing without 'power-trace'")]
    [InlineData("max-temperature-c: hot", "line 2: 'max-temperature-c' must be a number")]
    [InlineData("screen: dim", "line 2: 'screen' must be on, off or any, not 'dim'")]
    [InlineData("min-battery-percent: 101", "line 2: 'min-battery-percent' must be a whole number between 0 and 100")]
    [InlineData("power-trace: models/a.onnx", "line 2: 'power-trace' needs 'power-trace-start-utc'")]
    [InlineData("power-trace-start-utc: noon", "line 2: 'power-trace-start-utc' must be a time")]
    public void GuardOrPower_WithAMistake_IsRefusedWithItsLine(string line, string problem) =>
        Should.Throw<OptionException>(() => Read($"models: models/a.onnx\n{line}")).Message.ShouldContain(problem);

    [Fact]
    public void Options_AreWhatTheFileSays()
    {
        var options = Read(
            """
            name: night-run_2
            models: [models/a.onnx]
            variants: [source, fp16, onnx/int8]
            data: images
            devices: [host, 'exec:cat x']
            engines: [tflite/xnnpack, onnxruntime]
            threads: [1, 4]
            protocol: quick
            verify: false
            max-half-width: 0.5
            attempts: 7
            cool-off-seconds: 0.5
            poison-after: 4
            device-failures: 5
            device-rest-seconds: 6
            device-probes: 8
            output: out
            database: Host=localhost
            """);
        options.Name.ShouldBe("night-run_2");
        options.Variants.Select(variant => $"{variant}").ShouldBe(["source", "tflite/float16", "onnx/int8"]);
        options.Devices.ShouldBe(["host", "exec:cat x"]);
        options.Engines.ShouldBe(["tflite/xnnpack", "onnxruntime"]);
        options.Protocols.Select(protocol => (protocol.Threads, protocol.MaxRounds)).ShouldBe([(1, 3), (4, 3)]);
        (options.Verifies, options.MaxHalfWidth, options.Database).ShouldBe((false, 0.5, "Host=localhost"));
        options.OutputFolder.ShouldBe(Path.Combine(_folder.Path, "out"));
        options.Failures.ShouldBe(new FailurePolicy
        {
            Attempts = 7,
            CoolOff = TimeSpan.FromSeconds(0.5),
            PoisonAfter = 4,
            DeviceFailures = 5,
            DeviceRest = TimeSpan.FromSeconds(6),
            DeviceProbes = 8,
        });
    }

    [Theory]
    [InlineData("variants: [float32]", "'models' is missing")]
    [InlineData("models: []", "line 1: 'models' is empty")]
    [InlineData("modles: [a]\nmodels: models/a.onnx", "line 1: 'modles' is not a key (did you mean 'models'?)")]
    [InlineData("models: nothing/*.onnx", "'nothing/*.onnx' matches nothing: there is no folder")]
    [InlineData("models: models/*.pb", "'models/*.pb' matches no file")]
    [InlineData("models: gone.onnx", "'gone.onnx' does not exist")]
    [InlineData("models: gone.txt", "the list 'gone.txt' does not exist")]
    [InlineData("models: [models/a.onnx, models/a.onnx]", "names 'models/a.onnx' twice")]
    [InlineData("models: models/a.onnx\nvariants: [int8]", "line 2: 'variants' int8 needs samples")]
    [InlineData("models: models/a.onnx\nvariants: [float32, tflite/float32]", "names tflite/float32 twice")]
    [InlineData("models: models/a.onnx\nvariants: [float33]", "line 2: 'variants' 'float33'")]
    [InlineData("models: models/a.onnx\nvariants: [torch/float32]", "unknown target 'torch'")]
    [InlineData("models: models/a.onnx\nvariants: [ncnn/int8]", "'ncnn/int8'")]
    [InlineData("models: models/a.onnx\ndevices: [phone]", "line 2: 'devices' unknown device 'phone'")]
    [InlineData("models: models/a.onnx\ndevices: ['exec:no-such-program-here']", "there is no program 'no-such-program-here'")]
    [InlineData("models: models/a.onnx\ndevices: [host, host]", "names 'host' twice")]
    [InlineData("models: models/a.onnx\nthreads: [0]", "line 2: 'threads' must be whole numbers between 1 and 1024, not '0'")]
    [InlineData("models: models/a.onnx\nprotocol: long", "must be full or quick, not 'long'")]
    [InlineData("models: models/a.onnx\nverify: yes", "must be true or false, not 'yes'")]
    [InlineData("models: models/a.onnx\nmax-half-width: -1", "must be a number between 0.001 and 10, not '-1'")]
    [InlineData("models: models/a.onnx\nattempts: 1.5", "must be a whole number between 1 and 100, not '1.5'")]
    [InlineData("models: models/a.onnx\ncool-off-seconds: NaN", "must be a number")]
    [InlineData("models: models/a.onnx\ndata: nowhere", "'data' 'nowhere' does not exist")]
    [InlineData("models: models/a.onnx\nlabels: models", "are labels of data")]
    [InlineData("models: models/a.onnx\nname: ../up", "must be 1 to 40 letters")]
    [InlineData("models: models/a.onnx\noutput: [a, b]", "'output' must be a single value")]
    public void Mistake_IsNamedWithItsLineAndKey(string text, string problem) =>
        Should.Throw<OptionException>(() => Read(text)).Message.ShouldContain(problem);

    [Fact]
    public void Mistakes_AreNamedAllAtOnceInTheOrderOfTheirLines()
    {
        var message = Should.Throw<OptionException>(
            () => Read("modles: x\nthreads: [0]\nmodels: gone.onnx\nverify: perhaps\ndevices: [phone]")).Message;
        int[] places = [.. ((string[])["line 1:", "line 2:", "line 3:", "line 4:", "line 5:"]).Select(
            line => message.IndexOf(line, StringComparison.Ordinal))];
        places.ShouldAllBe(place => place >= 0);
        places.ShouldBe(places.Order());
    }

    [Fact]
    public void Mistakes_AreNamedOnceAndThoseThatDoNotFitByTheirLines()
    {
        Should.Throw<OptionException>(() => Read("models: models/a.onnx\nanchor-minutes: [1]")).Problem.ShouldBe(
            "line 2: 'anchor-minutes' must be a single value");
        Should.Throw<OptionException>(() => Read("models: models/a.onnx\ncpus: []")).Problem.ShouldBe(
            "line 2: 'cpus' is empty; name at least one");
        var message = Should.Throw<OptionException>(
            () => Read(string.Concat(Enumerable.Range(1, 60).Select(i => $"{new string('k', 80)}{i}: 1\n")))).Message;
        message.ShouldMatch("'k+1' is not a key; .*'k+9' is not a key.*; also wrong: lines [0-9, ]+[.]$");
    }

    [Theory]
    [InlineData("models: [a\n", "not YAML")]
    [InlineData("models: &x [a]", "anchors")]
    [InlineData("", "empty")]
    public void TextThatIsNoYaml_IsRefused(string text, string problem) =>
        Should.Throw<DataSetException>(() => Read(text)).Message.ShouldContain(problem);

    [Theory]
    [InlineData("models/*.onnx")]
    [InlineData("one 'two'.onnx")]
    public void Template_IsReadAsItIs(string models)
    {
        var options = Read(CampaignTemplate.Of(models));
        options.Models.ShouldNotBeEmpty();
        options.Protocols.ShouldBe([new() { TrialSeconds = 3 }]);
        CampaignTemplate.Of(models).ShouldContain("benchmark-model/xnnpack");
    }

    [Fact]
    public void Template_ShowsEachKeyWithItsDefault()
    {
        var template = CampaignTemplate.Of("models/a.onnx");
        var shown = template.Split('\n').Select(line => line.TrimStart('#', ' '))
            .Where(line => line.Contains(": ", StringComparison.Ordinal));
        var all = string.Join('\n', shown.Where(line => line.Split(':')[0].All(c => char.IsAsciiLetterLower(c) || c == '-'))
            .Where(line => !line.StartsWith("data:", StringComparison.Ordinal) && !line.StartsWith("labels:", StringComparison.Ordinal)
                && !line.StartsWith("power-trace", StringComparison.Ordinal) && !line.StartsWith("database:", StringComparison.Ordinal)
                && !line.StartsWith("output:", StringComparison.Ordinal) && !line.StartsWith("anchor:", StringComparison.Ordinal)
                && !line.StartsWith("benchmark-model:", StringComparison.Ordinal)
                && !line.StartsWith("engines:", StringComparison.Ordinal) && !line.StartsWith("full:", StringComparison.Ordinal)));
        var options = Read($"{all}\nmodels: models/a.onnx");
        options.Failures.ShouldBe(new FailurePolicy());
        (options.Verifies, options.MaxHalfWidth).ShouldBe((true, 0.1));
    }

    private CampaignOptions Read(string text)
    {
        var path = Path.Combine(_folder.Path, "friday.yaml");
        File.WriteAllText(path, text);
        return CampaignFile.Read(path);
    }
}
