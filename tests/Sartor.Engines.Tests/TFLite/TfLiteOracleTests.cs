using Sartor.Contracts;
using Sartor.Contracts.Engines;
using Sartor.Core;

namespace Sartor.Engines.Tests.TFLite;

public sealed class TfLiteOracleTests
{
    public static TheoryData<string> Oracles => [.. TfLiteOracle.Names];

    [Theory, MemberData(nameof(Oracles))]
    public async Task TinyModel_IndependentRuntime_Agrees(string oracle) =>
        await CompareAsync(oracle, TestFiles.Data("tiny", "dense.tflite"), 1e-5);

    [Theory, MemberData(nameof(Oracles))]
    public async Task FloatMobileNet_IndependentRuntime_Agrees(string oracle) =>
        await CompareAsync(oracle, TestFiles.Shared("models", "mobilenet_v1_0.25_224_float.tflite"), 1e-4);

    // The kernels round differently when they requantise, 30 layers in a row: 8 of 255 is 3 % of probability.
    [Theory, MemberData(nameof(Oracles))]
    public async Task UInt8MobileNet_IndependentRuntime_Agrees(string oracle) =>
        await CompareAsync(oracle, TestFiles.Shared("models", "mobilenet_v1_0.25_224_uint8.tflite"), 8);

    [Fact]
    public async Task Int8HelloWorld_IndependentRuntime_Agrees() =>
        await CompareAsync("tfjs", TestFiles.Shared("models", "hello_world_int8.tflite"), 1);

    private static async Task CompareAsync(string oracle, string path, double tolerance)
    {
        using var session = InferenceEngines.Get("tflite").Prepare(path, new EngineOptions { Delegate = "none" });
        var random = new Random(11);
        Tensor[] inputs = [.. session.Inputs.Select(input => Seeded(input.Type, random))];
        var native = session.Infer(inputs);
        var others = await TfLiteOracle.InferAsync(oracle, path, inputs, [.. native.Select(output => output.Type)]);
        for (var i = 0; i < native.Count; i++)
        {
            var (one, two) = (native[i].ToDoubles(), others[i].ToDoubles());
            for (var j = 0; j < one.Length; j++) two[j].ShouldBe(one[j], tolerance);
        }
    }

    private static Tensor Seeded(TensorType type, Random random)
    {
        if (type.Element == ElementType.Float32)
            return Tensor.Create(
                type.Shape!, [.. Enumerable.Range(0, (int)type.ElementCount!.Value).Select(_ => (random.NextSingle() * 2) - 1)]);
        var bytes = new byte[type.ByteCount!.Value];
        random.NextBytes(bytes);
        return new Tensor(type.Element, type.Shape!, bytes);
    }
}
