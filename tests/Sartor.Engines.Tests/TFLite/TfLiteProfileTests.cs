using Sartor.Contracts;
using Sartor.Core;

namespace Sartor.Engines.Tests.TFLite;

/// <summary>
/// Profiles of real networks. What the steps are is compared with what the delegation report tells, and with facts about the files: the
/// names of tensors and the order of layers of MobileNet 0.25.
/// </summary>
public sealed class TfLiteProfileTests
{
    private static readonly ProfileLimits s_limits = new() { MaxRuns = 4, MaxTime = TimeSpan.FromMinutes(1) };

    private readonly IInferenceEngine _engine = InferenceEngines.Get("tflite");

    public TfLiteProfileTests() => Assert.SkipUnless(_engine.Probe().IsAvailable, _engine.Probe().Problem ?? "");

    [Fact]
    public void Builtin_HasOneStepForEachNodeInOrder()
    {
        var profile = Profile("mobilenet_v1_0.25_224_float.tflite", "none", out var delegation);
        profile.Runs.ShouldBe(4);
        profile.Steps.Count.ShouldBe(31);
        KernelCount.Of(profile.Steps.Select(step => step.Kernel)).ShouldBe(delegation.Kernels);
        foreach (var step in profile.Steps)
        {
            step.Delegate.ShouldBeNull();
            step.MedianNs.ShouldBeGreaterThan(0);
            step.Nodes.ShouldBe([new ExecutedNode(step.Kernel, null, step.Nodes[0].Output)]);
        }
        profile.Steps.Take(3).Select(step => step.Kernel).ShouldBe(["CONV_2D", "DEPTHWISE_CONV_2D", "CONV_2D"]);
        profile.Steps.TakeLast(4).Select(step => step.Kernel).ShouldBe(["AVERAGE_POOL_2D", "CONV_2D", "SQUEEZE", "SOFTMAX"]);
        Outputs(profile)[0].ShouldBe("MobilenetV1/MobilenetV1/Conv2d_0/Relu6");
        Outputs(profile)[^1].ShouldBe("MobilenetV1/Predictions/Reshape_1");
    }

    // XNNPACK does not take SQUEEZE: what comes before it is one step, and the SOFTMAX after it another.
    [Fact]
    public void XnnPack_OfPartOfANetwork_NamesWhatItTookAndWhatStayedBehind()
    {
        var profile = Profile("mobilenet_v1_0.25_224_float.tflite", "xnnpack", out var delegation);
        profile.Steps.Select(step => (step.Kernel, step.Delegate, step.Nodes.Count)).ShouldBe(
        [
            ("TfLiteXNNPackDelegate", "xnnpack", 29), ("SQUEEZE", null, 1), ("TfLiteXNNPackDelegate", "xnnpack", 1),
        ]);
        profile.Steps.Sum(step => step.Delegate is null ? 0 : step.Nodes.Count).ShouldBe(delegation.DelegatedNodeCount);
        profile.Steps.ShouldAllBe(step => step.MedianNs > 0);
        profile.Steps[2].Nodes.Single().Kernel.ShouldBe("SOFTMAX");
        // Each node once, in the order in which the network itself has them.
        var builtin = Profile("mobilenet_v1_0.25_224_float.tflite", "none", out _);
        profile.Steps.SelectMany(step => step.Nodes).ShouldBe(builtin.Steps.SelectMany(step => step.Nodes));
    }

    [Fact]
    public void XnnPack_OfAWholeNetwork_IsOneStepOfAllItsNodes()
    {
        var profile = Profile("hello_world_float.tflite", "xnnpack", out _);
        var step = profile.Steps.ShouldHaveSingleItem();
        step.Delegate.ShouldBe("xnnpack");
        step.Nodes.Select(node => node.Kernel).ShouldBe(["FULLY_CONNECTED", "FULLY_CONNECTED", "FULLY_CONNECTED"]);
        Outputs(profile).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void XnnPack_ThatTakesNothing_LeavesTheBuiltinSteps()
    {
        var profile = Profile("mobilenet_v1_0.25_224_uint8.tflite", "xnnpack", out var delegation);
        delegation.ActualDelegate.ShouldBe("none");
        profile.Steps.Count.ShouldBe(delegation.NodeCount);
        profile.Steps.ShouldAllBe(step => step.Delegate == null);
    }

    // The graphs of an IF are part of it: what they execute has no step of its own, and does not disturb the steps that there are.
    [Theory, InlineData("none"), InlineData("xnnpack")]
    public void Branch_IsOneStepWhicheverGraphRuns(string name)
    {
        using var session = Prepare(TestFiles.Data("tiny", "branch.tflite"), name);
        foreach (var (go, expected) in ((bool, float)[])[(true, 9), (false, 12)])
        {
            session.Infer([Tensor.Create(new Shape(1), [go]), Tensor.Create(new Shape(1, 4), [3f, 3, 3, 3])])[0].ToSingles()
                .ShouldBe([expected, expected, expected, expected]);
            var profile = session.Profile(s_limits);
            profile.Steps.SelectMany(step => step.Nodes).ShouldBe(
                [new ExecutedNode("IF", null, "chosen"), new ExecutedNode("ADD", null, "y")]);
            profile.Steps.Select(step => step.Delegate).ShouldBe([null, name == "xnnpack" ? "xnnpack" : null]);
        }
    }

    [Fact]
    public void Report_OfAModelWithSeveralGraphs_CountsWhatTheDelegateTookOfEach()
    {
        using var session = Prepare(TestFiles.Data("tiny", "branch.tflite"), "xnnpack");
        // Two in the main graph, one in each of the others; the IF stays behind.
        (session.Delegation.NodeCount, session.Delegation.DelegatedNodeCount).ShouldBe((4, 3));
    }

    [Theory, InlineData("none"), InlineData("xnnpack")]
    public void OtherShape_HasAProfileToo(string name)
    {
        using var session = Prepare(TestFiles.Data("tiny", "dense.tflite"), name);
        foreach (var rows in (int[])[1, 5, 1])
        {
            session.Infer([Tensor.Create(new Shape(rows, 4), new float[rows * 4])])[0].Shape.ShouldBe(new Shape(rows, 3));
            session.Profile(s_limits).Steps.ShouldHaveSingleItem().Nodes[0].Output.ShouldBe("y");
        }
    }

    // The steps of two sessions have other addresses; those of a session that is gone may come again.
    [Fact]
    public async Task ManySessions_AtOnceAndAfterOneAnother_KeepTheirOwnSteps()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var round = 0; round < 25; round++)
            {
                using var dense = Prepare(TestFiles.Data("tiny", "dense.tflite"), "none");
                using var memory = Prepare(TestFiles.Data("tiny", "memory.tflite"), "none");
                dense.Bind([Tensor.Create(new Shape(1, 4), [1f, 2, 3, 4])]);
                memory.Bind([Tensor.Create(new Shape(1, 2), [1f, 2])]);
                dense.Profile(s_limits).Steps.Select(step => step.Kernel).ShouldBe(["FULLY_CONNECTED"]);
                memory.Profile(s_limits).Steps.Select(step => step.Kernel).ShouldBe(["SVDF"]);
                dense.ReadOutputs()[0].ToSingles().ShouldBe([3.5f, 3.75f, 15.5f], 1e-5);
            }
        }, TestContext.Current.CancellationToken)));
    }

    private static string?[] Outputs(ExecutionProfile profile) =>
        [.. profile.Steps.SelectMany(step => step.Nodes).Select(node => node.Output)];

    private ExecutionProfile Profile(string model, string name, out Delegation delegation)
    {
        using var session = Prepare(TestFiles.Shared("models", model), name);
        session.Bind([.. session.Inputs.Select(input =>
            new Tensor(input.Type.Element, input.Type.Shape!, new byte[input.Type.ByteCount!.Value]))]);
        delegation = session.Delegation;
        var profile = session.Profile(s_limits);
        profile.Problem.ShouldBeNull();
        return profile;
    }

    private IInferenceSession Prepare(string path, string name) =>
        _engine.Prepare(path, new EngineOptions { Delegate = name, Profiles = true });
}
