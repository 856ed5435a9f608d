using Sartor.Bench.Verdicts;
using Sartor.Contracts;
using Sartor.Core;

namespace Sartor.Bench.Tests.Verdicts;

public sealed class PooledSessionsTests(BenchFixture bench) : IClassFixture<BenchFixture>
{
    [Theory]
    [InlineData(".tflite", Convert.Precision.Float32)]
    [InlineData(PooledSessions.Guarded, Convert.Precision.Int8)]
    public void FileThatIsNone_LeavesTheNextOneAlone(string suffix, Convert.Precision precision)
    {
        using var folder = new TemporaryFolder();
        var broken = Path.Combine(folder.Path, "broken" + suffix);
        File.WriteAllBytes(broken, [1, 2, 3]);
        var (judged, right) = bench.Open("mlp");
        var file = judged.Write(right.Converter, precision);
        var before = OutputChange.Run(bench.Sessions, file, right.Inputs);

        Should.Throw<EngineException>(() => OutputChange.Run(bench.Sessions, file with { Path = broken }, right.Inputs));

        OutputChange.Between(before, OutputChange.Run(bench.Sessions, file, right.Inputs), file.Signature.Outputs).ShouldBe(0);
    }
}
