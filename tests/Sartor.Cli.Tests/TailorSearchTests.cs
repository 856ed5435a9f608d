using System.Text.Json;
using Sartor.Cli.Tests.Commands;
using Sartor.Contracts;

namespace Sartor.Cli.Tests;

/// <summary>From the sample SuperNet to a network of its own: profile, accuracy, predict, search, export.</summary>
[Collection(nameof(HostCampaigns))]
public sealed class TailorSearchTests : IDisposable
{
    private static readonly string s_model = Path.Combine(TestFiles.Root, "samples", "supernet", "model.onnx");
    private readonly string _folder = Directory.CreateTempSubdirectory("sartor-tailor-").FullName;
    private readonly string _space;

    public TailorSearchTests()
    {
        // 16 networks, of 16 forms of blocks and layers.
        _space = Path.Combine(_folder, "space.toml");
        File.WriteAllText(_space, """
            title = "Small"
            [arch]
            blocks = ["InvertedResidualBlock"]
            [var.global_vars]
            resolution = [24, 28]
            [var.stage_vars]
            reduce_depth = [-1, 0]
            """);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Profile_OfTheHost_PredictsAndFindsNetworks()
    {
        var table = Path.Combine(_folder, "host.json");

        var profile = CommandRun.Of("tailor", "profile", s_model, "--space", _space, "--out", table, "--calibration", "8", "--quick");

        profile.ExitCode.ShouldBe(0, profile.Error);
        var measured = JsonDocument.Parse(File.ReadAllText(table)).RootElement;
        measured.GetProperty("units").GetArrayLength().ShouldBe(16);
        measured.GetProperty("networks").GetArrayLength().ShouldBe(8);
        measured.GetProperty("failures").GetArrayLength().ShouldBe(0);
        foreach (var unit in measured.GetProperty("units").EnumerateArray())
            unit.GetProperty("medianMs").GetDouble().ShouldBeGreaterThan(0);

        // What was measured is not measured again.
        var again = CommandRun.Of("tailor", "profile", s_model, "--space", _space, "--out", table, "--calibration", "8", "--quick");
        again.Error.ShouldNotContain("measurement done");
        JsonDocument.Parse(File.ReadAllText(table)).RootElement.GetProperty("units").ToString()
            .ShouldBe(measured.GetProperty("units").ToString());

        var predicted = CommandRun.Of(
            "tailor", "predict", s_model, "--space", _space, "--latency", table, "--random", "4", "--json").Json();
        var network = predicted.GetProperty("networks")[0];
        network.GetProperty("latencyMs").GetDouble().ShouldBeInRange(
            network.GetProperty("lowMs").GetDouble(), network.GetProperty("highMs").GetDouble());
        network.GetProperty("missing").GetArrayLength().ShouldBe(0);

        var found = CommandRun.Of(
            "tailor", "search", s_model, "--space", _space, "--latency", table, "--max-latency-ms", "1000", "--json").Json();
        // Without accuracies the largest network is the best.
        found.GetProperty("best")[0].GetProperty("code").GetString().ShouldEndWith(":28//0/0/0/");
        found.GetProperty("frontEpsilon").GetDouble().ShouldBe(0);

        var infeasible = CommandRun.Of(
            "tailor", "search", s_model, "--space", _space, "--latency", table, "--max-latency-ms", "0.000001");
        infeasible.ExitCode.ShouldBe(1);
        infeasible.Out.ShouldContain("the smallest budget that one keeps is");

        // What was measured in one precision is not what another would be.
        CommandRun.Of("tailor", "profile", s_model, "--space", _space, "--out", table, "--quick", "--precision", "int8").ShouldBeRefused()
            .ShouldContain("needs samples of each part");

        Refuses(table, "\"medianMs\": ", "\"medianMs\": -", "is above 0");
        Refuses(table, "\"medianMs\": ", "\"medianMs\": 9e300, \"other\": ", "at most 86400000");
        Refuses(table, "sartor.tailor-latency/1", "sartor.tailor-latency/9", "writes 'sartor.tailor-latency/1'");
    }

    [Fact]
    public void Accuracy_OfHeldBackSamples_SearchesAndExports()
    {
        var table = Path.Combine(_folder, "accuracy.json");
        var model = Path.Combine(_folder, "small.onnx");

        var judged = CommandRun.Of(
            "tailor", "accuracy", s_model, "--space", _space, "--data", Fashion.Data, "--out", table, "--networks", "3",
            "--recalibration", "300", "--json").Json();

        // The network itself has more than nine of ten right, and 24 pixels lose something.
        var networks = judged.GetProperty("networks").EnumerateArray().ToArray();
        networks.Length.ShouldBe(1 + 4 + 3);
        (networks[0].GetProperty("correct").GetInt32() / (double)judged.GetProperty("samples").GetInt32()).ShouldBeGreaterThan(0.9);
        foreach (var one in networks)
        {
            one.GetProperty("correct").GetInt32().ShouldBe(
                networks[0].GetProperty("correct").GetInt32() - one.GetProperty("lost").GetInt32() + one.GetProperty("gained").GetInt32());
        }

        foreach (var (good, bad, expected) in new[]
        {
            ("\"modelSha256\": \"", "\"modelSha256\": \"0", "other weights"),
            ("stage1.reduce_depth=-1", "stage1.reduce_depth=-7", "is not what"),
            ("\"kind\": \"single\"", "\"kind\": \"drawn\"", "lacks the modification"),
            ("\"loss\": ", "\"loss\": 7, \"other\": ", "by the counts"),
        })
        {
            var broken = Path.Combine(_folder, "broken.json");
            File.WriteAllText(broken, File.ReadAllText(table).Replace(good, bad, StringComparison.Ordinal));
            CommandRun.Of("tailor", "search", s_model, "--space", _space, "--accuracy", broken).ShouldBeRefused().ShouldContain(expected);
        }

        var found = CommandRun.Of(
            "tailor", "search", s_model, "--space", _space, "--accuracy", table, "--max-macs", "12000000", "--json").Json();
        var code = found.GetProperty("best")[0].GetProperty("code").GetString()!;

        var export = CommandRun.Of(
            "tailor", "export", s_model, "--space", _space, "--code", code, "--data", Fashion.Data, "--recalibration", "300",
            "--out", model);
        export.ExitCode.ShouldBe(0, export.Error);
        export.Out.ShouldContain("of 700 samples right");
        CommandRun.Of("inspect", model, "--json").Json().GetProperty("macs").GetInt64()
            .ShouldBe(found.GetProperty("best")[0].GetProperty("macs").GetInt64());
    }

    [Theory]
    [InlineData("a latency without a table", "--max-latency-ms", "needs --latency", "--max-latency-ms", "3")]
    [InlineData("no table", "--latency", "is missing", "--max-macs", "3")]
    [InlineData("no such table", "no.json", "there is no such file", "--latency", "no.json")]
    [InlineData("a budget of 0", "--max-macs", "above 0", "--max-macs", "0")]
    [InlineData("none of the best", "--best", "between 1 and", "--best", "0")]
    [InlineData("a decimal comma", "--max-macs", "write 1.5", "--max-macs", "1,5")]
    public void Search_Mistake_IsOneSentence(string mistake, string place, string problem, params string[] options)
    {
        mistake.ShouldNotBeEmpty();

        var error = CommandRun.Of(["tailor", "search", s_model, "--space", _space, .. options]).ShouldBeRefused();

        error.ShouldContain(place);
        error.ShouldContain(problem);
    }

    [Fact]
    public void Predict_CodeOfAnotherSpace_IsRefused() =>
        CommandRun.Of("tailor", "predict", s_model, "--space", _space, "--code", "00000000:28//0/0/0/").ShouldBeRefused()
            .ShouldContain("00000000");

    [Fact]
    public void Output_ThatIsReadOrAFolder_IsRefusedAndKept()
    {
        var before = File.ReadAllBytes(_space);
        foreach (var verb in (string[][])
            [["export", "--code", "00000000:28//0/0/0/"], ["profile"], ["accuracy", "--data", Fashion.Data]])
        {
            CommandRun.Of(["tailor", verb[0], s_model, "--space", _space, .. verb[1..], "--out", _folder]).ShouldBeRefused()
                .ShouldContain("is a folder");
            if (verb[0] == "export") continue;
            CommandRun.Of(["tailor", verb[0], s_model, "--space", _space, .. verb[1..], "--out", _space]).ShouldBeRefused()
                .ShouldContain("would be lost");
        }
        CommandRun.Of("tailor", "export", s_model, "--space", _space, "--code", "00000000:28//0/0/0/", "--out", s_model).ShouldBeRefused()
            .ShouldContain("would be lost");
        File.ReadAllBytes(_space).ShouldBe(before);
    }

    [Theory]
    [InlineData("--samples", "0")]
    [InlineData("--networks", "100000000")]
    [InlineData("--recalibration", "-1")]
    public void Accuracy_NumberOutOfRange_IsRefused(string option, string value) => CommandRun.Of(
        "tailor", "accuracy", s_model, "--space", _space, "--data", Fashion.Data, "--out", Path.Combine(_folder, "a.json"), option, value)
        .ShouldBeRefused().ShouldContain("must be between");

    private void Refuses(string table, string good, string bad, string expected)
    {
        var broken = Path.Combine(_folder, "broken.json");
        File.WriteAllText(broken, File.ReadAllText(table).Replace(good, bad, StringComparison.Ordinal));

        CommandRun.Of("tailor", "predict", s_model, "--space", _space, "--latency", broken, "--random", "1").ShouldBeRefused()
            .ShouldContain(expected);
    }
}
