using Sartor.Contracts;
using Sartor.Contracts.Engines;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats.Tests.Support;

namespace Sartor.Formats.Tests.TFLite;

/// <summary>Two TFLite runtimes that share no build with the native one load the files that Sartor writes and agree with it.</summary>
public sealed class OracleTests
{
    public static TheoryData<string> Oracles => [.. TfLiteOracle.Names];

    [Theory, MemberData(nameof(Oracles))]
    public Task WrittenFloatMobileNet_Agrees(string oracle) => AgreesAsync(oracle, Rewritten(SharedModelTests.MobileNet), 1e-5);

    // Kernels round differently when they requantise, 30 layers in a row: 8 of 255 is 3 % of probability.
    [Theory, MemberData(nameof(Oracles))]
    public Task WrittenUInt8MobileNet_Agrees(string oracle) => AgreesAsync(oracle, Rewritten(SharedModelTests.MobileNetUInt8), 8);

    [Fact]
    public Task WrittenInt8HelloWorld_Agrees() => AgreesAsync("tfjs", Rewritten(SharedModelTests.HelloWorldInt8), 1);

    public static TheoryData<string, string> Operators
    {
        get
        {
            var data = new TheoryData<string, string>();
            // Neither runtime gives bool or scalars back; and a start of Node.js a case is enough of a wait for an eighth of them.
            foreach (var (name, example) in OperatorCases.All.Where((c, i) => i % 8 == 0))
            {
                if (example.Inputs.All(i => i.Type.Element == ElementType.Float32)
                    && OperatorTests.Outputs(name).All(t => t is { Element: ElementType.Float32, Shape.Rank: > 0 }))
                    data.Add(TfLiteOracle.Names[data.Count % 2], name);
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(Operators))]
    public Task WrittenOperator_Agrees(string oracle, string name) => AgreesAsync(oracle, OperatorTests.Written(name), 1e-4);

    private static byte[] Rewritten(string file)
    {
        using var model = SharedModelTests.Open(file);
        return RoundTripTests.Write(model.Graph);
    }

    private static async Task AgreesAsync(string oracle, byte[] content, double tolerance)
    {
        using var file = new TemporaryFile(content, ".tflite");
        var engine = InferenceEngines.Get("tflite");
        if (engine.Probe().Problem is { } problem) Assert.Skip(problem);
        using var session = engine.Prepare(file.Path, new EngineOptions { Delegate = "none" });
        Tensor[] inputs = [.. session.Inputs.Select((input, i) => RandomTensors.Create(input.Type, 31 + i))];
        var native = session.Infer(inputs);
        var others = await TfLiteOracle.InferAsync(oracle, file.Path, inputs, [.. native.Select(t => t.Type)]);
        for (var i = 0; i < native.Count; i++)
        {
            double[] expected = native[i].ToDoubles(), actual = others[i].ToDoubles();
            for (var j = 0; j < expected.Length; j++)
                Agree(expected[j], actual[j], tolerance).ShouldBeTrue($"output {i}, element {j}: {actual[j]}, not {expected[j]}");
        }
    }

    private static bool Agree(double expected, double actual, double tolerance) =>
        actual.Equals(expected) || Math.Abs(actual - expected) <= tolerance;
}
