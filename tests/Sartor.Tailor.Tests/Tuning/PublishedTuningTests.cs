using System.Diagnostics;
using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Tests.SubNets;
using Sartor.Tailor.Tuning;

namespace Sartor.Tailor.Tests.Tuning;

/// <summary>
/// What the program in PyTorch makes of a network's file, of the SubNets' graphs and of the cuts is what the SubNets compute: heads,
/// gates and tables of positions, too.
/// </summary>
public sealed class PublishedTuningTests : IDisposable
{
    private const double Tolerance = 1e-4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mobilenet_v2")]
    [InlineData("ofa_mobilenet_v3")]
    [InlineData("levit")]
    [InlineData("vit_b_16")]
    public void ProgramInPyTorch_ComputesTheSubNets(string name)
    {
        var python = PyTorch.Require();
        using var network = PublishedSuperNets.Open(name);
        File.Copy(network.Path, In("supernet.onnx"));
        SubNetCode[] codes = [.. TuningCodes.Choose(network.Space, 1, seed: 5).Skip(1)];
        TuningGraphs.Write(network, codes, _folder.Path);
        foreach (var code in codes)
        {
            var side = (int)code.ValueOf(network.Space.Resolution)!.Value;
            var random = new Random(side);
            var shape = new Shape(1, 3, side, side);
            float[] image = [.. Enumerable.Range(0, 3 * side * side).Select(_ => random.NextSingle())];
            NpyFile.Write(In("x.npy"), [.. shape.Extents], image);

            using var process = Process.Start(
                python,
                [
                    Path.Combine(TestFiles.Root, "python", "tailor_tune.py"), _folder.Path, "--forward", code.ToString(), "--input",
                    In("x.npy"), "--output", In("y.npy"),
                ]);
            process.WaitForExit();

            process.ExitCode.ShouldBe(0);
            var actual = NpyFile.Read(In("y.npy")).ToSingles();
            new ModelConverter(ConversionTargets.Interchange, network.SubNet(code).Graph).Write(Precision.Float32, In("own.onnx"));
            using var session = InferenceEngines.Get("onnxruntime").Prepare(In("own.onnx"), new EngineOptions());
            var expected = session.Infer([Tensor.Create(shape, image)])[0].ToSingles();
            var difference = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max() / expected.Max(Math.Abs);
            difference.ShouldBeLessThan((float)Tolerance, code.ToString());
        }
    }

    private string In(string name) => Path.Combine(_folder.Path, name);
}
