using Sartor.Contracts;
using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Tailor.Accuracy;
using Sartor.Tailor.SubNets;
using Sartor.Tailor.Tests.SubNets;

namespace Sartor.Tailor.Tests.Accuracy;

/// <summary>The sample SuperNet, judged by the sample images.</summary>
public sealed class AccuracyRunTests : IDisposable
{
    private const int Batch = 50;

    private readonly TemporaryFolder _folder = new();
    private readonly SuperNet _network = DemoSuperNet.OpenSmall(Batch);
    private readonly EvaluationInputs _inputs = EvaluationInputs.Open(new InputOptions
    {
        ModelPath = DemoSuperNet.Path,
        DataPath = Path.Combine(TestFiles.Root, "samples", "fashion"),
        InputShapes = new Dictionary<string, Shape> { ["input"] = new Shape(Batch, 1, 28, 28) },
    });

    public void Dispose()
    {
        _inputs.Dispose();
        _network.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Parts_OfTheSamples_HaveNoneInCommon()
    {
        var run = Run(new AccuracyOptions { Folder = _folder.Path, Recalibration = 300, KeepsFinal = true });

        run.Recalibration.Count.ShouldBe(300);
        run.Judging.Count.ShouldBe(350);
        run.Final.Count.ShouldBe(350);
        run.Recalibration.Concat(run.Judging).Concat(run.Final).Distinct().Count().ShouldBe(1000);
    }

    [Fact]
    public void Run_EndedAndStartedAgain_KeepsWhatWasJudged()
    {
        var options = new AccuracyOptions { Folder = _folder.Path, Recalibration = 300, Samples = 200, Networks = 2 };
        using var ending = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => Run(options).Run(
            TimeProvider.System, (done, _) =>
            {
                if (done == 3) ending.Cancel();
            }, ending.Token));
        var file = Directory.GetFiles(_folder.Path, "judged-*.txt").ShouldHaveSingleItem();
        var lines = File.ReadAllLines(file);
        // One that was cut counts for nothing.
        File.WriteAllText(file, string.Join('\n', lines[..3]) + "\n" + lines[3][..^50]);

        var resumed = Run(options).Run(TimeProvider.System, (_, _) => { }, CancellationToken.None);

        Directory.Delete(_folder.Path, recursive: true);
        Directory.CreateDirectory(_folder.Path);
        var whole = Run(options).Run(TimeProvider.System, (_, _) => { }, CancellationToken.None);
        resumed.Networks.ShouldBe(whole.Networks);
        ((double)whole.Networks[0].Correct / whole.Samples).ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void Run_ASampleThatTuned_IsRefused()
    {
        var seen = _inputs.Data.HashOf(17);

        Should.Throw<DataSetException>(() => Run(new AccuracyOptions { Folder = _folder.Path, Tuned = new HashSet<string> { seen } })
            .Run(TimeProvider.System, (_, _) => { }, CancellationToken.None)).Message.ShouldContain("tuned the network");
    }

    [Fact]
    public void Share_OfANetworkWithStatisticsOfAnother_IsWorse()
    {
        // What recalibration is for: the large network's statistics do not suit a small one.
        var run = Run(new AccuracyOptions { Folder = _folder.Path, Recalibration = 300, Samples = 400 });
        var small = Tailor.Spaces.SubNetCode.At(_network.Space, 0);
        var evaluator = new SubNetEvaluator(_network, _inputs, _folder.Path);

        var recalibrated = run.Share(small, isFinal: false, CancellationToken.None)!.Value;
        var stored = evaluator.Correct(_network.SubNet(small).Graph, run.Judging, CancellationToken.None).Average(right => right ? 1.0 : 0);

        recalibrated.ShouldBeGreaterThan(stored);
    }

    private AccuracyRun Run(AccuracyOptions options) => new(_network, _inputs, options);
}
