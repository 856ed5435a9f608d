using System.Globalization;
using Sartor.Core;

namespace Sartor.Formats.Onnx;

/// <summary>
/// The files that hold external tensor data. They lie in the model's folder or below it: absolute paths, <c>..</c>, backslashes,
/// links anywhere on the way and files with more than one name are refused, as ONNX's external-data specification and its reader ask.
/// </summary>
/// <param name="model">Path of the model file.</param>
internal sealed class ExternalData(string model) : IDisposable
{
    private readonly Dictionary<string, SlicedFile> _files = new(StringComparer.Ordinal);

    /// <summary>Every file that was opened.</summary>
    public IReadOnlyList<SlicedFile> Files => [.. _files.Values];

    /// <summary>More keys than this are damage; the specification has four.</summary>
    public const int MostKeys = 16;

    // onnx/external_data_helper.py reads these; of basepath and checksum nothing depends.
    private static readonly string[] s_keys = ["location", "offset", "length", "checksum", "basepath"];

    /// <summary>The bytes of a tensor.</summary>
    /// <param name="entries">Keys <c>location</c>, <c>offset</c>, <c>length</c> of the tensor.</param>
    /// <param name="place">The tensor, for messages.</param>
    /// <param name="bytes">How many bytes the tensor takes.</param>
    /// <exception cref="ModelFormatException">The location is forbidden, a key is unknown, or the range is not inside the file.</exception>
    public ReadOnlyMemory<byte> Slice(IReadOnlyDictionary<string, string> entries, string place, int bytes)
    {
        var (file, offset) = Check(entries, place, bytes);
        return file.Slice(offset, bytes);
    }

    /// <summary>Finds the bytes of a tensor, of any size.</summary>
    /// <returns>The file, and where in it the tensor begins.</returns>
    /// <inheritdoc cref="Slice"/>
    public (SlicedFile File, long Offset) Check(IReadOnlyDictionary<string, string> entries, string place, long bytes)
    {
        foreach (var key in entries.Keys.Where(k => !s_keys.Contains(k)))
        {
            throw Bad(
                place,
                $"its external data has the key '{Printable(key)}', which ONNX does not define ({string.Join(", ", s_keys)}); save "
                + "the model again with a current version of ONNX");
        }
        var location = entries.GetValueOrDefault("location", "");
        var file = Open(location, place);
        var offset = Number(entries, "offset", place) ?? 0;
        var length = Number(entries, "length", place) ?? bytes;
        if (length != bytes)
            throw Bad(place, $"it takes {bytes} bytes, its external data claim {length}; the file is damaged, get it again");
        if (offset > file.Length - bytes)
        {
            throw Bad(
                place,
                $"its external data is bytes {offset} to {offset + (decimal)bytes} of '{location}', which has {file.Length}; get "
                + "the file again");
        }
        return (file, offset);
    }

    public void Dispose()
    {
        foreach (var file in _files.Values) file.Dispose();
        _files.Clear();
    }

    private long? Number(IReadOnlyDictionary<string, string> entries, string key, string place)
    {
        if (!entries.TryGetValue(key, out var text) || text.Length == 0) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Bad(place, $"'{key}' of its external data is not a number; the file is damaged, get it again");
    }

    private SlicedFile Open(string location, string place)
    {
        if (_files.TryGetValue(location, out var open)) return open;
        var parts = location.Split('/');
        if (location.Length == 0 || Path.IsPathRooted(location) || location.AsSpan().IndexOfAny('\\', ':', '\0') >= 0
            || parts.Any(p => p is "" or "." or ".."))
            throw Bad(
                place,
                $"its external data is at '{Printable(location)}', which is not a plain path inside the model's folder; Sartor does "
                + "not follow it");
        var path = Path.GetDirectoryName(Path.GetFullPath(model))!;
        for (var i = 0; i < parts.Length; i++)
        {
            path = Path.Combine(path, parts[i]);
            Check(path, location, place, isLast: i == parts.Length - 1);
        }
        var file = SlicedFile.Open(path);
        // Of the open file, not of its path: what is asked is what will be read.
        if (file.Names is not > 1) return _files[location] = file;
        var names = file.Names;
        file.Dispose();
        throw Bad(
            place,
            $"its external data '{location}' is a file with {names} names (hard links), which may be any file of this machine; "
            + "Sartor does not follow it, copy the file into the model's folder");
    }

    private void Check(string path, string location, string place, bool isLast)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is not null && !(isLast && LiesWithTheModel(info)))
        {
            throw Bad(
                place,
                $"its external data '{location}' lies behind a link; Sartor does not follow it, copy the file into the model's folder");
        }
        if (isLast && !info.Exists) throw Bad(place, $"its external data '{location}' is missing; put the file beside the model");
    }

    // The cache of a download: model and data are links of one folder to files of one other. Whoever named the model named that folder.
    private bool LiesWithTheModel(FileInfo data)
    {
        try
        {
            return new FileInfo(model).ResolveLinkTarget(returnFinalTarget: true) is FileInfo { DirectoryName: { } folder }
                && data.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target && target.DirectoryName == folder;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Printable(string text) => new([.. text.Take(200).Select(c => char.IsControl(c) ? '?' : c)]);

    private ModelFormatException Bad(string place, string problem) => new(model, place, problem);
}
