using System.Globalization;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>
/// Hashes of what a campaign reads. They are noted with size and time of change, so that a campaign that goes on reads only what was
/// changed meanwhile.
/// </summary>
/// <param name="store">Keeps the notes.</param>
internal sealed class CampaignInputs(ICampaignStore store)
{
    private readonly Dictionary<string, string> _known = [];

    /// <summary>Hash of a model with the files that belong to it; of the plain file where it cannot be read.</summary>
    public string OfModel(string path) => Noted("model", path, () =>
    {
        try
        {
            using var model = ModelFormats.Open(path, new ModelReadOptions());
            return SourceModels.Of(model).Sha256;
        }
        catch (SartorException)
        {
            // The trial that converts it says why.
            return File.Exists(path) ? ModelFile.Sha256(path) : Sha256.Hex(path);
        }
    });

    /// <summary>Hash over names and contents of a file, or of all files of a folder.</summary>
    public string OfData(string path) => Noted("data", path, () =>
    {
        var parts = Files(path).Select(file => $"{Path.GetRelativePath(path, file)}\n{ModelFile.Sha256(file)}\n");
        return Sha256.Hex(string.Concat(parts));
    });

    private string Noted(string kind, string path, Func<string> hash)
    {
        var name = $"{kind} {path}";
        if (_known.TryGetValue(name, out var value)) return value;
        var stamp = Stamp(path);
        if (store.Note(name) is { } noted && noted.StartsWith(stamp, StringComparison.Ordinal)) value = noted[stamp.Length..];
        else store.SetNote(name, stamp + (value = hash()));
        return _known[name] = value;
    }

    /// <summary>Number, bytes and latest change of the files of a path.</summary>
    public static string Stamp(string path)
    {
        long bytes = 0, count = 0, latest = 0;
        foreach (var file in Files(path).Select(file => new FileInfo(file)))
        {
            bytes += file.Length;
            count++;
            latest = Math.Max(latest, file.LastWriteTimeUtc.Ticks);
        }
        return string.Create(CultureInfo.InvariantCulture, $"{count} {bytes} {latest} ");
    }

    private static IEnumerable<string> Files(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        : File.Exists(path) ? [path] : [];
}
