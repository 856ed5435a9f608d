using Sartor.Contracts;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Lab.Devices;
using Sartor.Lab.Measurement;

namespace Sartor.Lab.Tests.Measurement;

public sealed class WorkerProfilesTests
{
    [Fact]
    public async Task Profile_OfAModel_HasItsNodesAndShares()
    {
        Assert.SkipUnless(InferenceEngines.Get("tflite").Probe().IsAvailable, "TFLite is not here");
        using var device = new HostDevice();
        var request = Request(TestFiles.Shared("models", "hello_world_float.tflite"), "none", 1);
        var profile = await WorkerProfiles.On(device, 1)(request, default);
        profile.Problem.ShouldBeNull();
        (profile.Target.Engine, profile.Target.Delegate).ShouldBe(("tflite", "none"));
        profile.Steps.Select(step => step.Nodes.Single().Kernel).ShouldBe(["FULLY_CONNECTED", "FULLY_CONNECTED", "FULLY_CONNECTED"]);
        foreach (var step in profile.Steps) step.Share!.Value.ShouldBe(step.MedianNs / profile.StepsNs, 1e-12);
        profile.Evidence.ShouldNotBeEmpty();
    }

    [Theory, InlineData("damaged"), InlineData("missing"), InlineData("other shape")]
    public async Task Profile_ThatFails_HasTheReason(string how)
    {
        using var file = new TemporaryFile([1, 2, 3]);
        using var device = new HostDevice();
        var path = how switch { "damaged" => file.Path, "missing" => file.Path + ".no", _ => TestFiles.Data("tiny", "dense.tflite") };
        var profile = await WorkerProfiles.On(device, 1)(Request(path, "none", 5), default);
        profile.Steps.ShouldBeEmpty();
        profile.RunNs.ShouldBeNull();
        profile.Problem.ShouldNotBeNull().ShouldContain(how == "other shape" ? "float32[1,5]" : path);
        profile.Problem.ShouldNotEndWith(".");
    }

    private static TrialRequest Request(string path, string delegateName, int width) =>
        new(path, "tflite", [Tensor.Create(new Shape(1, width), new float[width])]) { Limits = null, Delegate = delegateName };
}
