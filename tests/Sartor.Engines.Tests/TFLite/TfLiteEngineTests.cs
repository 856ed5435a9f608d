using Sartor.Contracts;
using Sartor.Core;

namespace Sartor.Engines.Tests.TFLite;

public sealed class TfLiteEngineTests
{
    private readonly IInferenceEngine _engine = InferenceEngines.Get("tflite");

    public TfLiteEngineTests() => Assert.SkipUnless(_engine.Probe().IsAvailable, _engine.Probe().Problem ?? "");

    [Fact]
    public void Probe_GivesTheVersionThatIsPinned() => _engine.Probe().Version.ShouldBe("2.9.0");

    // y = 10 · what the inference before had + what this one has.
    [Theory]
    [InlineData("none")]
    [InlineData("xnnpack")]
    public void Variables_AreForgottenBeforeEachSample(string name)
    {
        using var session = _engine.Prepare(TestFiles.Data("tiny", "memory.tflite"), new EngineOptions { Delegate = name });
        foreach (var (a, b) in ((float, float)[])[(1, 2), (1, 2), (5, -1)])
            session.Infer([Tensor.Create(new Shape(1, 2), [a, b])])[0].ToSingles().ShouldBe([a + b]);
        // Runs that are timed go on with the input of one sample.
        session.Run();
        session.ReadOutputs()[0].ToSingles().ShouldBe([44f]);
    }

    [Fact]
    public void FloatMobileNet_BothDelegates_Agree()
    {
        var path = TestFiles.Shared("models", "mobilenet_v1_0.25_224_float.tflite");
        using var builtin = _engine.Prepare(path, new EngineOptions { Delegate = "none" });
        using var xnnPack = _engine.Prepare(path, new EngineOptions { Delegate = "xnnpack" });
        var random = new Random(7);
        var values = new float[224 * 224 * 3];
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < values.Length; i++) values[i] = (random.NextSingle() * 2) - 1;
            var input = Tensor.Create(new Shape(1, 224, 224, 3), values);
            var (one, two) = (builtin.Infer([input])[0].ToSingles(), xnnPack.Infer([input])[0].ToSingles());
            one.Sum().ShouldBe(1f, 1e-3, "the output is a softmax");
            for (var i = 0; i < one.Length; i++) two[i].ShouldBe(one[i], 1e-4);
        }
    }

    [Fact]
    public void FloatMobileNet_Proof_TellsTheDelegatesApart()
    {
        var path = TestFiles.Shared("models", "mobilenet_v1_0.25_224_float.tflite");
        using var builtin = _engine.Prepare(path, new EngineOptions { Delegate = "none" });
        builtin.Delegation.ActualDelegate.ShouldBe("none");
        builtin.Delegation.NodeCount.ShouldBe(31);
        builtin.Delegation.Kernels.ShouldContain(new KernelCount("CONV_2D", 15));
        builtin.Delegation.Kernels.ShouldContain(new KernelCount("DEPTHWISE_CONV_2D", 13));
        builtin.Delegation.Diagnostics.ShouldBeEmpty();

        using var xnnPack = _engine.Prepare(path, new EngineOptions { Delegate = "xnnpack" });
        xnnPack.Delegation.ActualDelegate.ShouldBe("xnnpack");
        xnnPack.Delegation.NodeCount.ShouldBe(31);
        xnnPack.Delegation.DelegatedNodeCount.ShouldBe(30, "SQUEEZE is not XNNPACK's");
        xnnPack.Delegation.Kernels.ShouldContain(new KernelCount("SQUEEZE", 1));
        xnnPack.Delegation.Diagnostics.Single().Code.ShouldBe("delegate-partial");
    }

    [Fact]
    public void UInt8MobileNet_BothDelegates_Agree()
    {
        var path = TestFiles.Shared("models", "mobilenet_v1_0.25_224_uint8.tflite");
        using var builtin = _engine.Prepare(path, new EngineOptions { Delegate = "none" });
        using var xnnPack = _engine.Prepare(path, new EngineOptions { Delegate = "xnnpack" });
        builtin.Inputs[0].Type.ShouldBe(new TensorType(ElementType.UInt8, new Shape(1, 224, 224, 3)));
        builtin.Inputs[0].Quantization.ShouldNotBeNull().Scales[0].ShouldBe(1f / 128, 1e-3);
        builtin.Inputs[0].Quantization!.ZeroPoints[0].ShouldBeInRange(127, 128);
        var bytes = new byte[224 * 224 * 3];
        new Random(3).NextBytes(bytes);
        var input = Tensor.Create(new Shape(1, 224, 224, 3), bytes);
        var (one, two) = (builtin.Infer([input])[0].ToInt64s(), xnnPack.Infer([input])[0].ToInt64s());
        for (var i = 0; i < one.Length; i++) Math.Abs(one[i] - two[i]).ShouldBeLessThanOrEqualTo(1);
    }

    // XNNPACK of 2.9 executes no operator of TFLite's first 8-bit scheme: a number under its name would be a false one.
    [Fact]
    public void UInt8MobileNet_Proof_SaysThatXnnPackTakesNothing()
    {
        var path = TestFiles.Shared("models", "mobilenet_v1_0.25_224_uint8.tflite");
        using var session = _engine.Prepare(path, new EngineOptions { Delegate = "xnnpack" });
        session.Delegation.RequestedDelegate.ShouldBe("xnnpack");
        session.Delegation.ActualDelegate.ShouldBe("none");
        session.Delegation.IsComplete.ShouldBeFalse();
        session.Delegation.Kernels.ShouldContain(new KernelCount("CONV_2D", 15));
        session.Delegation.Diagnostics.Select(diagnostic => diagnostic.Code).ShouldBe(["delegate-failed", "delegate-unused"]);
    }

    [Fact]
    public void Int8HelloWorld_XnnPack_TakesSignedOperators()
    {
        using var session = _engine.Prepare(
            TestFiles.Shared("models", "hello_world_int8.tflite"), new EngineOptions { Delegate = "xnnpack" });
        session.Delegation.IsComplete.ShouldBeTrue(session.Delegation.ToString());
        session.Inputs[0].Type.Element.ShouldBe(ElementType.Int8);
        // The model computes the sine of its input.
        var (input, output) = (session.Inputs[0].Quantization!, session.Outputs[0].Quantization!);
        foreach (var x in new[] { 0.5, 1.5, 3, 4.5, 6 })
        {
            var quantized = (sbyte)Math.Clamp(Math.Round(x / input.Scales[0]) + input.ZeroPoints[0], -128, 127);
            var raw = session.Infer([Tensor.Create(session.Inputs[0].Type.Shape!, [quantized])])[0].AsSpan<sbyte>()[0];
            ((raw - output.ZeroPoints[0]) * output.Scales[0]).ShouldBe((float)Math.Sin(x), 0.1);
        }
    }

    [Fact]
    public void Threads_Several_GiveTheSameValues()
    {
        using var session = _engine.Prepare(TestFiles.Data("tiny", "dense.tflite"), new EngineOptions { Threads = 2 });
        session.Infer([Tensor.Create(new Shape(1, 4), [1f, 2, 3, 4])])[0].ToSingles().ShouldBe([3.5f, 3.75f, 15.5f], 1e-5);
    }
}
