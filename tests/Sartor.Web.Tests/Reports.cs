using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Results;
using Sartor.Results.Records;
using Sartor.Results.Reports;
using Sartor.Results.Statistics;

namespace Sartor.Web.Tests;

/// <summary>Pages of real fits, each made once.</summary>
public sealed class Reports : IDisposable
{
    /// <summary>Labelled images; compared with an earlier run.</summary>
    public const string Demo = "demo";

    /// <summary>A network of two inputs with a batch of 4, without data.</summary>
    public const string TwoInputs = "two inputs";

    /// <summary>Labelled images; the int8 file is recommended.</summary>
    public const string Int8 = "int8";

    /// <summary>Images without labels.</summary>
    public const string Unlabelled = "unlabelled";

    /// <summary>Limits that nothing keeps.</summary>
    public const string NothingFits = "nothing fits";

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, Lazy<Task<string>>> _pages;

    public Reports() => _pages = new()
    {
        [Demo] = new(async () => Compared((await FitAsync("first")).Folder, await FitAsync(Demo))),
        [Int8] = new(async () => Page((await FitAsync(Int8, precisions: [Precision.Int8])).Folder)),
        [TwoInputs] = new(async () => Page((await FitAsync(TwoInputs, null, model: WriteTwoInputs())).Folder)),
        [Unlabelled] = new(async () => Page((await FitAsync(Unlabelled, CopyImages())).Folder)),
        [NothingFits] = new(async () => Page((await FitAsync(
            NothingFits, constraints: new Constraints { MaxLatencyMs = 0.001, MaxSizeMb = 0.01, MinScore = 0.999 })).Folder)),
    };

    /// <summary>Names of all pages.</summary>
    public static TheoryData<string> All => [Demo, TwoInputs, Unlabelled, NothingFits];

    /// <summary>The file of a page.</summary>
    public Task<string> FileAsync(string name) => _pages[name].Value;

    /// <summary>The result that a page shows.</summary>
    public async Task<FitResult> ResultAsync(string name) =>
        ResultJson.ReadFit(Path.Combine(Path.GetDirectoryName(await FileAsync(name))!, ResultFolder.ResultFile));

    public void Dispose() => _folder.Dispose();

    // Beside the sample's images lie their labels, which would be found.
    private string CopyImages()
    {
        const string name = "images-idx3-ubyte.gz";
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "plain")).FullName;
        File.Copy(Sample(name), Path.Combine(folder, name));
        return Path.Combine(folder, name);
    }

    // A small file, and its name as hostile as a name may be.
    private string WriteTwoInputs()
    {
        var file = Path.Combine(_folder.Path, "a 'b' & <c> $d.onnx");
        File.WriteAllBytes(file, new OnnxBuilder()
            .Input("left", ElementType.Float32, 4, 8).Input("right", ElementType.Float32, 4, 8)
            .Initializer("weights", [8, 3], [.. Enumerable.Range(0, 24).Select(i => MathF.Sin(i))])
            .Node("Sub", ["left", "right"], ["difference"])
            .Node("MatMul", ["difference", "weights"], ["scores"])
            .Output("scores", ElementType.Float32, 4, 3).Build());
        return file;
    }

    private static string Sample(string file) => Path.Combine(TestFiles.Root, "samples", "fashion", file);

    private static string Page(string folder) => Path.Combine(folder, ResultFolder.ReportFile);

    private static string Compared(string before, Fit after)
    {
        var (old, now) = (Path.Combine(before, ResultFolder.ResultFile), Path.Combine(after.Folder, ResultFolder.ResultFile));
        var result = ResultJson.ReadFit(now);
        ReportPage.Write(
            result, Page(after.Folder),
            ResultComparison.Of(new MeasuredResult(old, ResultJson.ReadFit(old)), new MeasuredResult(now, result), null));
        return Page(after.Folder);
    }

    // Size, unlike time, is the same at each run: so is the recommendation.
    private Task<Fit> FitAsync(
        string name, string? data = "dataset.yaml", Constraints? constraints = null, IReadOnlyList<Precision>? precisions = null,
        string? model = null) =>
        Model.Open(model ?? Sample("model.onnx")).FitAsync(data ?? "", options => options with
        {
            DataPath = data is null ? null : Sample(data),
            OutputFolder = Path.Combine(_folder.Path, name),
            Constraints = constraints ?? new Constraints { Prefer = Preference.Size },
            Precisions = precisions ?? [],
            Quick = true,
            Command = new RunCommand { Line = "sartor fit model.onnx --data images", Options = new SortedDictionary<string, string>() },
        });
}
