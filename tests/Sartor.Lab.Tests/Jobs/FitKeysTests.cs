using System.Reflection;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Lab.Trials;
using Sartor.Results.Records;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.Tests.Jobs;

/// <summary>A key changes with everything that its step depends on; more of it is in <see cref="FitReuseTests"/>.</summary>
public sealed class FitKeysTests : IDisposable
{
    private static readonly EngineTarget s_target = new("tflite", "xnnpack");
    private static readonly VariantResult s_variant = new()
    {
        Name = "int8",
        Format = "tflite",
        Precision = "int8",
        Outcome = VariantOutcome.Made,
        Sha256 = "ab",
        Trials = [],
    };

    private readonly FitReuseFixture _fit = new();
    private readonly EvaluationInputs _inputs;
    private readonly SourceModel _source;

    public FitKeysTests()
    {
        _inputs = EvaluationInputs.Open(_fit.Options.Inputs);
        _source = SourceModels.Of(_inputs.Model);
    }

    public void Dispose()
    {
        _inputs.Dispose();
        _fit.Dispose();
    }

    [Fact]
    public void OtherBuildOfSartor_IsAnotherStepOfEveryKind()
    {
        var (own, other) = (Keys(), Keys(build: "another"));
        Ids(own).Intersect(Ids(other)).ShouldBeEmpty();
        Ids(own).ShouldBe(Ids(Keys()));
        Ids(own).Distinct().Count().ShouldBe(5);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("cpu")]
    [InlineData("features")]
    [InlineData("architecture")]
    [InlineData("os")]
    [InlineData("worker")]
    [InlineData("build")]
    public void OtherEngineOrMachine_RunsAgain(string what)
    {
        var changed = what switch
        {
            "version" => Profile(version: "2.10"),
            "cpu" => Profile(change: d => d with { Cpu = "other" }),
            "features" => Profile(change: d => d with { CpuFeatures = ["avx2", "vnni"] }),
            "architecture" => Profile(change: d => d with { Architecture = "arm64" }),
            "os" => Profile(change: d => d with { Os = "other" }),
            "worker" => Profile(worker: "sartor-worker 2"),
            _ => Profile(build: "b2"),
        };
        var (own, onHost, onDevice) = (Keys(), Keys(host: changed), Keys(device: changed));
        onHost.Calibration(s_target).ShouldNotBe(own.Calibration(s_target));
        onHost.Reference(s_target).ShouldNotBe(own.Reference(s_target));
        onDevice.Verdict(s_variant, Precision.Int8, s_target, "x").ShouldNotBe(own.Verdict(s_variant, Precision.Int8, s_target, "x"));
        onDevice.Calibration(s_target).ShouldBe(own.Calibration(s_target), "the board has no part in what the host computes");
    }

    [Fact]
    public void OtherSubjectOfAVerdict_IsAnotherOne()
    {
        var keys = Keys();
        StepKey[] all =
        [
            keys.Verdict(s_variant, Precision.Int8, s_target, "x"),
            keys.Verdict(s_variant with { Sha256 = "ac" }, Precision.Int8, s_target, "x"),
            keys.Verdict(s_variant with { Format = "onnx" }, Precision.Int8, s_target, "x"),
            keys.Verdict(s_variant, Precision.Float16, s_target, "x"),
            keys.Verdict(s_variant, Precision.Int8, new("tflite", "none"), "x"),
            keys.Verdict(s_variant, Precision.Int8, s_target, "y"),
        ];
        all.Distinct().Count().ShouldBe(all.Length);
    }

    [Fact]
    public void EveryLimit_IsPartOfAVerdict()
    {
        var own = Keys().Verdict(s_variant, Precision.Int8, s_target, "x");
        var limits = typeof(GateLimits).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).ToArray();
        limits.Length.ShouldBeGreaterThan(5);
        foreach (var limit in limits)
        {
            var changed = GateLimits.Default with { };
            limit.SetValue(changed, limit.GetValue(changed) is bool flag ? !flag : (object)((double)limit.GetValue(changed)! / 2));
            Keys(change: o => o with { Limits = changed }).Verdict(s_variant, Precision.Int8, s_target, "x").ShouldNotBe(own, limit.Name);
        }
    }

    [Fact]
    public void OtherShapesSeedOrFacts_AreOtherSteps()
    {
        var own = Keys();
        var facts = new Dictionary<string, string> { ["a"] = "1" };
        var shaped = Keys(change: o => o with { InputShapes = new Dictionary<string, Shape> { ["x"] = new(1, 4) } });
        Ids(own).Intersect(Ids(shaped).SkipLast(1)).ShouldBeEmpty();
        Keys(change: o => o with { Seed = 2 }).Reference(s_target).ShouldNotBe(own.Reference(s_target));
        own.Conversion(Precision.Int8, null, facts).ShouldNotBe(own.Conversion(Precision.Int8, null, new Dictionary<string, string>()));
        own.Conversion(Precision.Int8, null, facts).ShouldNotBe(own.Conversion(Precision.Int8, own.Calibration(s_target), facts));
        own.Conversion(Precision.Int8, null, facts).ShouldNotBe(own.Conversion(Precision.Float32, null, facts));
    }

    private static string[] Ids(FitKeys keys) =>
    [
        keys.Calibration(s_target).Id, keys.Conversion(Precision.Int8, null, new Dictionary<string, string>()).Id,
        keys.Reference(s_target).Id, keys.Verdict(s_variant, Precision.Int8, s_target, "x").Id, keys.Measurement("t").Id,
    ];

    private FitKeys Keys(
        string? build = null, DeviceProfile? host = null, DeviceProfile? device = null, Func<FitOptions, FitOptions>? change = null)
    {
        var keys = new FitKeys(_inputs, _source, change?.Invoke(_fit.Options) ?? _fit.Options, host ?? Profile(), device ?? Profile());
        return build is null ? keys : new FitKeys(_inputs, _source, _fit.Options, Profile(), Profile()) { Build = build };
    }

    private static DeviceProfile Profile(
        string version = "2.9", string worker = "sartor-worker 1", string build = "b1",
        Func<DeviceDescription, DeviceDescription>? change = null)
    {
        var description = new DeviceDescription("cpu", ["avx2"], 2, 1024, "os", "6.1", "x64", ".NET 10", null);
        var engine = new EngineDescription("tflite", ["tflite"], ["xnnpack", "none"], version, null);
        var greeting = new WorkerGreeting(1, worker, "linux", "x64", 1000, 1, [engine])
        {
            Build = build,
        };
        return new DeviceProfile(change?.Invoke(description) ?? description, greeting);
    }
}
