using Sartor.Bench.Verdicts;
using Sartor.Contracts;
using Sartor.Core;
using Sartor.Data;

namespace Sartor.Bench.Tests.Verdicts;

public sealed class NumpyFileTests
{
    [Fact]
    public void Samples_AreReadAsTheyWereWritten()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "data.npy");
        Tensor[] samples = [.. Enumerable.Range(0, 5).Select(i => Tensor.Create(new Shape(1, 3), [i + 0.5f, -i, i * 1e-20f]))];

        NumpyFile.Write(path, samples);

        using var data = DataSet.Open(path, new DataSetOptions());
        data.Count.ShouldBe(5);
        for (var i = 0; i < 5; i++) data.Read(i).Values!.ToSingles().ShouldBe(samples[i].ToSingles());
    }
}
