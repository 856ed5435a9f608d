using Sartor.Core;
using Sartor.Results.Records;
using Sartor.Results.Reports;

namespace Sartor.Results;

/// <summary>
/// The folder of one result. It is built beside its place under a hidden name and renamed when it is whole, so that its place
/// holds nothing, the earlier result, or the new one. A fit that ends early leaves nothing.
/// </summary>
public sealed class ResultFolder : IDisposable
{
    /// <summary>File of the result itself.</summary>
    public const string ResultFile = "result.json";

    /// <summary>One row a trial.</summary>
    public const string TrialsFile = "trials.csv";

    /// <summary>One row a sample.</summary>
    public const string SamplesFile = "samples.csv";

    /// <summary>The page for people.</summary>
    public const string ReportFile = "report.html";

    /// <summary>Folder of the converted models.</summary>
    public const string VariantsFolder = "variants";

    private static readonly string[] OwnEntries = [ResultFile, TrialsFile, SamplesFile, ReportFile, VariantsFolder];

    private readonly StagedOutput _staged;

    private ResultFolder(string place)
    {
        Location = place;
        _staged = StagedOutput.Begin(place);
    }

    /// <summary>Where the result will be, as an absolute path without links.</summary>
    public string Location { get; }

    /// <summary>Where it is being built; exists until <see cref="Publish"/> or disposal.</summary>
    public string Staging => _staged.Path;

    /// <summary>
    /// Starts a folder. An earlier result in its place is replaced at the end; anything else there is left alone. What a run that was
    /// killed left beside it is put in order first.
    /// </summary>
    /// <param name="path">The place; a link stands for the folder that it leads to.</param>
    /// <param name="inputs">Files and folders that are read meanwhile and must not be replaced.</param>
    /// <exception cref="OutputException">
    /// The place cannot be written, is a file, or is a folder with other things or with an input in it, by whatever links that is reached.
    /// </exception>
    public static ResultFolder Begin(string path, params ReadOnlySpan<string> inputs)
    {
        var place = RealPath.Of(path)
            ?? throw new OutputException(path, "lies behind too many links; choose another output folder with --out");
        foreach (var input in inputs) CheckOutside(path, place, input);
        ResultFolder? folder = null;
        try
        {
            if (File.Exists(place)) throw new OutputException(path, "is a file; choose another output folder with --out");
            folder = new ResultFolder(place);
            // Behind the start, which gives what a killed run took away its place back.
            if (Directory.Exists(place)) CheckReplaceable(path, place);
            Directory.CreateDirectory(Path.Combine(folder.Staging, VariantsFolder));
            return folder;
        }
        catch (Exception e)
        {
            folder?.Dispose();
            if (e is IOException or UnauthorizedAccessException) throw StagedOutput.Failed(path, e);
            throw;
        }
    }

    /// <summary>Writes <see cref="ResultFile"/>, <see cref="TrialsFile"/> and <see cref="SamplesFile"/>.</summary>
    /// <exception cref="OutputException">They cannot be written.</exception>
    public void Write(FitResult result)
    {
        AtomicFile.WriteText(Path.Combine(Staging, ResultFile), ResultJson.Write(result));
        AtomicFile.WriteText(Path.Combine(Staging, TrialsFile), TrialTable.Trials(result));
        AtomicFile.WriteText(Path.Combine(Staging, SamplesFile), TrialTable.Samples(result));
    }

    /// <summary>Puts the whole folder in its place.</summary>
    /// <exception cref="OutputException">It cannot be renamed; what was there before is still there.</exception>
    public void Publish() => _staged.PublishFolder(() => CheckReplaceable(Location, Location));

    /// <summary>Deletes what was built unless it was published.</summary>
    public void Dispose() => _staged.Dispose();

    private static void CheckOutside(string path, string place, string input)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(input)));
        if (RealPath.Holds(place, input))
        {
            throw new OutputException(path,
                $"holds '{name}', which is an input of this run; choose another output folder with --out");
        }
    }

    private static void CheckReplaceable(string path, string location)
    {
        var own = OwnEntries.Concat(VariantFiles(location)).ToHashSet(StringComparer.Ordinal);
        var variants = Path.Combine(location, VariantsFolder);
        var entries = Directory.EnumerateFileSystemEntries(location)
            .Concat(Directory.Exists(variants) ? Directory.EnumerateFileSystemEntries(variants) : []);
        foreach (var entry in entries)
        {
            var name = Path.GetRelativePath(location, entry).Replace(Path.DirectorySeparatorChar, '/');
            if (!own.Contains(name))
                throw new OutputException(
                    path, $"holds '{name}', which is not part of a Sartor result; choose an empty or new output folder with --out");
        }
    }

    /// <summary>The variants that the result in a folder names; none where there is no result that can be read.</summary>
    private static IEnumerable<string> VariantFiles(string location)
    {
        try
        {
            return [.. ResultJson.ReadFit(Path.Combine(location, ResultFile)).Variants.Select(v => v.File).OfType<string>()];
        }
        catch (SartorException)
        {
            return [];
        }
    }
}
