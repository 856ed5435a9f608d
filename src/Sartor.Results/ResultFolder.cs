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

    private bool _published;

    private ResultFolder(string path, string staging)
    {
        Location = path;
        Staging = staging;
    }

    /// <summary>Where the result will be, as an absolute path.</summary>
    public string Location { get; }

    /// <summary>Where it is being built; exists until <see cref="Publish"/> or disposal.</summary>
    public string Staging { get; }

    /// <summary>
    /// Starts a folder. An earlier result in its place is replaced at the end; anything else there is left alone. What a run that was
    /// killed left beside it is put in order first.
    /// </summary>
    /// <param name="path">The place.</param>
    /// <param name="inputs">Files and folders that are read meanwhile and must not be replaced.</param>
    /// <exception cref="OutputException">The place cannot be written, is a file, or is a folder with other things or with an input in it.</exception>
    public static ResultFolder Begin(string path, params ReadOnlySpan<string> inputs)
    {
        var location = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var parent = Path.GetDirectoryName(location) ?? throw new OutputException(path, "is the root of a file system; choose another output folder with --out");
        try
        {
            LeftBehind.Recover(parent, location);
            foreach (var input in inputs) CheckOutside(path, location, input);
            if (File.Exists(location)) throw new OutputException(path, "is a file; choose another output folder with --out");
            if (Directory.Exists(location)) CheckReplaceable(path, location);
            var staging = Path.Combine(parent, $".{Path.GetFileName(location)}.{Environment.ProcessId}.part");
            if (Directory.Exists(staging)) Directory.Delete(staging, recursive: true);
            Directory.CreateDirectory(Path.Combine(staging, VariantsFolder));
            return new ResultFolder(location, staging);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(path, $"cannot be written ({e.Message.TrimEnd('.')}); choose another output folder with --out", e);
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
    public void Publish()
    {
        var old = Staging + ".old";
        try
        {
            if (Directory.Exists(Location))
            {
                CheckReplaceable(Location, Location);
                Directory.Move(Location, old);
            }
            try
            {
                Directory.Move(Staging, Location);
            }
            catch when (Directory.Exists(old))
            {
                Directory.Move(old, Location);
                throw;
            }
            _published = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(Location, $"cannot be written ({e.Message.TrimEnd('.')}); choose another output folder with --out", e);
        }
        LeftBehind.TryDelete(old);
    }

    /// <summary>Deletes what was built unless it was published.</summary>
    public void Dispose()
    {
        if (!_published) LeftBehind.TryDelete(Staging);
    }

    private static void CheckOutside(string path, string location, string input)
    {
        var full = Path.GetFullPath(input);
        if (full == location || full.StartsWith(location + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new OutputException(path, $"holds '{Path.GetFileName(Path.TrimEndingDirectorySeparator(full))}', which is read for the new result and would be replaced by it; choose another output folder with --out");
    }

    private static void CheckReplaceable(string path, string location)
    {
        var own = OwnEntries.Concat(VariantFiles(location)).ToHashSet(StringComparer.Ordinal);
        var variants = Path.Combine(location, VariantsFolder);
        var entries = Directory.EnumerateFileSystemEntries(location).Concat(Directory.Exists(variants) ? Directory.EnumerateFileSystemEntries(variants) : []);
        foreach (var entry in entries)
        {
            var name = Path.GetRelativePath(location, entry).Replace(Path.DirectorySeparatorChar, '/');
            if (!own.Contains(name))
                throw new OutputException(path, $"holds '{name}', which is not part of a result of Sartor; choose an empty or new output folder with --out");
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
