using System.Text.Json;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Tailor.Tuning;

namespace Sartor.Tailor.Tests.Tuning;

/// <summary>What the work folder holds, and for what it is used again.</summary>
public sealed class TuningFolderTests : IDisposable, ITuningListener
{
    private readonly TuningSample _sample = new();
    private int _prepared;

    public void Dispose() => _sample.Dispose();

    void ITuningListener.Prepared(int done, int total) => _prepared = done;

    void ITuningListener.Noted(string sentence)
    {
    }

    void ITuningListener.Started(TuningStart start) => throw new InvalidOperationException();

    void ITuningListener.Advanced(TuningProgress progress) => throw new InvalidOperationException();

    [Fact]
    public void Folder_HoldsTheNetworkAndEachSampleOnceAsItIsFed()
    {
        var data = _sample.Data("data", 41);

        var folder = Prepare(_sample.Options(data));

        File.ReadAllBytes(In("supernet.onnx")).ShouldBe(File.ReadAllBytes(Path.Combine(_sample.Path, "net.onnx")));
        Directory.GetFiles(In("subnets")).Length.ShouldBe(5);
        folder.Split.Choose.Count.ShouldBe(8);
        _prepared.ShouldBe(41);
        var pixels = File.ReadAllBytes(Path.Combine(data, "images.npy"))[^(41 * 144)..];
        var seen = new List<int>();
        foreach (var (part, samples) in new[] { ("train", folder.Split.Train), ("choose", folder.Split.Choose) })
        {
            var images = NpyFile.Read(In($"{part}-images.npy"));
            images.Shape.ShouldBe(new Shape(samples.Count, 1, 12, 12));
            var labels = NpyFile.Read(In($"{part}-labels.npy"));
            labels.ToInt64s().ShouldBe(samples.Select(sample => (long)sample % 4));
            // Gray images are taken to 0..1 where nothing else is stated.
            images.ToSingles().ShouldBe(samples.SelectMany(i => pixels[(i * 144)..((i + 1) * 144)]).Select(pixel => pixel / 255f), 1e-6);
            seen.AddRange(samples);
        }
        seen.Order().ShouldBe(Enumerable.Range(0, 41));
    }

    [Fact]
    public void Preprocessing_IsAsStated()
    {
        var options = _sample.Options(_sample.Data("data", 40));
        Prepare(options);
        var plain = NpyFile.Read(In("train-images.npy")).ToSingles();

        Prepare(options with
        {
            Input = options.Input with { Preprocess = given => given with { Mean = [100], Std = [50] } },
            IsFresh = true,
        });

        NpyFile.Read(In("train-images.npy")).ToSingles().ShouldBe(plain.Select(value => ((value * 255) - 100) / 50), 1e-4);
    }

    [Fact]
    public void Split_IsDisjointStableAndKeepsCopiesTogether()
    {
        (int, int)[] copies = [(0, 4), (0, 8), (1, 21), (2, 30), (3, 39), (5, 17), (6, 38)];
        using var data = Sartor.Data.DataSet.Open(_sample.Data("data", 40, copies));

        for (var seed = 0; seed < 20; seed++)
        {
            var split = TuningSplit.Of(data, 0.3, seed);
            split.Train.Concat(split.Choose).Order().ShouldBe(Enumerable.Range(0, 40));
            foreach (var (from, to) in copies) split.Train.Contains(from).ShouldBe(split.Train.Contains(to), $"{from} and {to}");
            TuningSplit.Of(data, 0.3, seed).Choose.ShouldBe(split.Choose);
        }
        TuningSplit.Of(data, 0.3, 1).Choose.ShouldNotBe(TuningSplit.Of(data, 0.3, 2).Choose);
    }

    [Fact]
    public void SplitFile_HasTheHashesOfBothParts()
    {
        var options = _sample.Options(_sample.Data("data", 40));
        var folder = Prepare(options);
        using var data = Sartor.Data.DataSet.Open(options.Input.DataPath!);

        using var json = JsonDocument.Parse(File.ReadAllBytes(In("split.json")));

        json.RootElement.GetProperty("schema").GetString().ShouldBe("sartor.tailor-split/1");
        json.RootElement.GetProperty("seed").GetInt64().ShouldBe(1);
        Hashes("train").ShouldBe(folder.Split.Train.Select(data.HashOf).Order(StringComparer.Ordinal));
        Hashes("choose").ShouldBe(folder.Split.Choose.Select(data.HashOf).Order(StringComparer.Ordinal));
        Hashes("train").Intersect(Hashes("choose")).ShouldBeEmpty();

        string?[] Hashes(string part) => [.. json.RootElement.GetProperty(part).EnumerateArray().Select(hash => hash.GetString())];
    }

    [Fact]
    public void SameInputs_AreNotPreparedAgain()
    {
        var options = _sample.Options(_sample.Data("data", 40));
        Prepare(options);
        File.WriteAllText(In("checkpoint.npz"), "kept");
        _prepared = 0;

        Prepare(options).Codes.Count.ShouldBe(5);

        _prepared.ShouldBe(0);
        File.ReadAllText(In("checkpoint.npz")).ShouldBe("kept");
        Prepare(options with { IsFresh = true });
        _prepared.ShouldBe(40);
        File.Exists(In("checkpoint.npz")).ShouldBeFalse();
    }

    [Fact]
    public void OtherInputs_AreRefusedByName()
    {
        var options = _sample.Options(_sample.Data("data", 40));
        Prepare(options);

        Refusal(options with { Epochs = 3 }).ShouldContain("was prepared with --epochs 10, not 3; give the same to go on");
        Refusal(options with { Seed = 2 }).ShouldContain("with --seed 1, not 2");
        Refusal(options with { Input = options.Input with { DataPath = _sample.Data("more", 41) } }).ShouldContain("for another data");
        Refusal(options with { Input = options.Input with { Preprocess = given => given with { Mean = [1] } } })
            .ShouldContain("for another preprocessing");
        Refusal(options with { Space = options.Space! with { Divisor = 4 } }).ShouldContain("for another space");
    }

    [Fact]
    public void FolderOfSomebodyElse_IsNotTouched()
    {
        var options = _sample.Options(_sample.Data("data", 40)) with { IsFresh = true };
        Directory.CreateDirectory(_sample.Work);
        File.WriteAllText(In("letter.txt"), "mine");

        Refusal(options).ShouldContain("has other contents than those of a tuning");

        File.ReadAllText(In("letter.txt")).ShouldBe("mine");
    }

    [Fact]
    public void FolderInWhichATrainingRuns_IsNotTouched()
    {
        var options = _sample.Options(_sample.Data("data", 40));
        Prepare(options);
        using var held = new FileStream(In("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        Refusal(options with { IsFresh = true }).ShouldContain("another training runs in this folder");
    }

    [Fact]
    public void Interruption_LeavesNoFolder()
    {
        var options = _sample.Options(_sample.Data("data", 40));

        Should.Throw<OperationCanceledException>(() => Prepare(options, new CancellationToken(canceled: true)));

        Directory.Exists(_sample.Work).ShouldBeFalse();
        Directory.GetFileSystemEntries(_sample.Path, ".*").ShouldBeEmpty();
    }

    private string In(string name) => Path.Combine(_sample.Work, name);

    private string Refusal(TuningOptions options) => Should.Throw<OutputException>(() => Prepare(options)).Message;

    private TuningFolder Prepare(TuningOptions options, CancellationToken cancellation = default)
    {
        using var inputs = TuningInputs.Open(options);
        return TuningFolder.Prepare(options, inputs, this, cancellation);
    }
}
