using Sartor.Core;
using Sartor.Lab.Jobs;
using Sartor.Results.Records;

namespace Sartor;

/// <summary>What a fit came to. Dispose it when the files are no longer needed.</summary>
public sealed class Fit : IDisposable
{
    private readonly string? _own;

    private Fit(FitResult result, string folder, string? own) => (Result, Folder, _own) = (result, folder, own);

    /// <summary>Every variant with its verdicts and trials, and the recommendation.</summary>
    public FitResult Result { get; }

    /// <summary>The folder of the result: <c>report.html</c>, <c>result.json</c>, tables and <c>variants/</c>.</summary>
    public string Folder { get; }

    /// <summary>The file to ship; null where nothing is recommended, or the source is.</summary>
    public string? PickedFile => Result.Recommendation.Pick is { } pick
        && Result.Variants.FirstOrDefault(variant => variant.Name == pick.Variant) is { File: { } file }
        ? Path.Combine(Folder, file)
        : null;

    internal static Fit Run(Func<string, FitOptions> options, IRunProgress progress, CancellationToken cancellation)
    {
        var own = ScratchFolder.Create("sartor-fit-").FullName;
        try
        {
            var asked = options(Path.Combine(own, "result"));
            var result = FitRun.Run(asked, progress, TimeProvider.System, cancellation);
            var isOwn = IsBelow(own, asked.OutputFolder);
            if (!isOwn) Directory.Delete(own, recursive: true);
            return new Fit(result, asked.OutputFolder, isOwn ? own : null);
        }
        catch
        {
            if (Directory.Exists(own)) Directory.Delete(own, recursive: true);
            throw;
        }
    }

    /// <summary>Copies the folder of the result to a place that stays.</summary>
    /// <param name="folder">Is made; there must be nothing at its place.</param>
    /// <exception cref="OutputException">It is there already, or cannot be written; nothing is left then.</exception>
    public void SaveTo(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (Path.Exists(folder)) throw new OutputException(folder, "is there already; give a folder that is not");
        try
        {
            foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(folder, Path.GetRelativePath(Folder, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remove(folder);
            throw new OutputException(folder, $"cannot be written ({IoReason.Of(e)})", e);
        }
    }

    /// <summary>Removes the files, unless the options of the fit named a folder for them.</summary>
    public void Dispose()
    {
        if (_own is not null && Directory.Exists(_own)) Directory.Delete(_own, recursive: true);
    }

    // Half a copy helps nobody. The error that follows says why it could not be written.
    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static bool IsBelow(string folder, string path) =>
        Path.GetFullPath(path).StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
