using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Formats;

namespace Sartor.Convert.Tests.Lowering;

/// <summary>
/// Graphs of 80,000 nodes with next to no weights: what a file may ask for follows from what it holds, not from its size alone. Few nodes
/// that ask for more than a machine has stay refused (FloodedOnnxTests).
/// </summary>
public sealed class LongGraphTests
{
    private const int Nodes = 80_000;

    // Some seconds on one core; a pass whose time grows with the square of the nodes takes hours.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    // What is left of each step: shapes and constants are known, and a reshape to the shape that a value has does nothing.
    [Theory]
    [InlineData("functions", Nodes)]
    [InlineData("convolutions", Nodes / 2)]
    [InlineData("computed shapes", Nodes / 5)]
    [InlineData("tables of shapes", (3 * Nodes / 4) - 1)]
    [InlineData("computed constants", Nodes / 2)]
    public async Task LongGraph_Converts(string kind, int left)
    {
        using var folder = new TemporaryFolder();
        var source = Path.Combine(folder.Path, "long.onnx");
        await File.WriteAllBytesAsync(source, Network(kind).Build(), TestContext.Current.CancellationToken);
        using var model = ModelFormats.Open(source);
        var work = Task.Run(() => new ModelConverter(ConversionTargets.Default, model.Graph).Write(
            Precision.Float32, Path.Combine(folder.Path, "long.tflite")));
        var variant = await work.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        using var written = ModelFormats.Open(variant.Path);
        written.Graph.Nodes.Count.ShouldBe(left);
    }

    private static OnnxBuilder Network(string kind)
    {
        var model = new OnnxBuilder { Opset = 13 }
            .Initializer("first", [], 0L).Initializer("rest", [1], -1L).Initializer("axis", [1], 0L).Initializer("k", [], 0.5f)
            .Initializer("ones", [1, 64], [.. Enumerable.Repeat(1f, 64)])
            .Initializer("table", [200, 2], [.. Enumerable.Range(0, 200).SelectMany(i => i % 2 == 0 ? (long[])[2, 12] : [4, 6])]);
        var last = "x";
        model = kind == "convolutions" ? model.Input("x", ElementType.Float32, [1L, 2L, 2L, 2L])
            : model.Input("x", ElementType.Float32, [2L, 12L]);
        void Step(string type, string name, params string[] inputs)
        {
            model.Node(type, inputs, [name], type == "Concat" ? [OnnxBuilder.Int("axis", 0)] : []);
            last = name;
        }

        for (var i = 0; i < Nodes;)
        {
            switch (kind)
            {
                case "functions":
                    Step("Sigmoid", $"s{i}", last);
                    Step("Neg", $"n{i}", last);
                    i += 2;
                    break;
                case "convolutions":
                    model.Initializer($"w{i}", [2, 2, 1, 1], [1f, 0.5f, 0.25f, 1f]);
                    Step("Conv", $"c{i}", last, $"w{i}");
                    Step("Relu", $"r{i}", last);
                    i += 2;
                    break;
                case "computed shapes":
                    var x = last;
                    Step("Shape", $"s{i}", x);
                    Step("Gather", $"g{i}", last, "first");
                    Step("Unsqueeze", $"u{i}", last, "axis");
                    Step("Concat", $"t{i}", last, "rest");
                    Step("Reshape", $"r{i}", x, last);
                    Step("Sigmoid", $"y{i}", last);
                    i += 5;
                    break;
                case "tables of shapes":
                    model.Initializer($"i{i}", [], (long)(i / 4 % 2));
                    var from = last;
                    Step("Gather", $"g{i}", "table", $"i{i}");
                    Step("Reshape", $"r{i}", from, last);
                    Step("Neg", $"n{i}", last);
                    Step("Sigmoid", $"s{i}", last);
                    i += 4;
                    break;
                default:
                    var data = last;
                    model.Initializer($"k{i}", [], 1e-6f * i);
                    Step("Mul", $"m{i}", "ones", $"k{i}");
                    Step("ReduceMax", $"c{i}", last);
                    Step("Add", $"a{i}", data, last);
                    Step("Sigmoid", $"s{i}", last);
                    i += 4;
                    break;
            }
        }
        return model.Output(last);
    }
}
