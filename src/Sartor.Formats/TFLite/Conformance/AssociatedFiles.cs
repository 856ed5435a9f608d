using Sartor.Core;
using Sartor.Formats.Checkpoints;
using Sartor.Formats.TFLite.Wire;

namespace Sartor.Formats.TFLite.Conformance;

/// <summary>
/// The files that metadata names, in the archive behind the model. The archive is read when the first is named, within bounds.
/// </summary>
/// <param name="file">The model's file.</param>
/// <param name="findings">Takes what is found.</param>
internal sealed class AssociatedFiles(SlicedFile file, Findings findings)
{
    private const string Again = "write the metadata again with its files, or convert the model again with --metadata-labels";
    private const int LargestFile = 1 << 26;
    private const int Name = 0, Kind = 2;
    private const byte AxisLabels = 2;

    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private ZipDirectory? _archive;
    private bool _isBroken;

    /// <summary>Checks those that a table names.</summary>
    /// <param name="table">The table.</param>
    /// <param name="slot">Where it names them.</param>
    /// <param name="tensor">What labels belong to; null for none.</param>
    public void Check(FlatTable table, int slot, LabelledTensor? tensor)
    {
        var named = table.Tables(slot);
        for (var i = 0; i < named.Count && !_isBroken; i++)
        {
            var one = named.Table(i);
            if (one.String(Name) is not { Length: > 0 } name)
                Add(ConformanceCode.MetadataFiles, tensor?.Name ?? "model", "a file without a name", "a name");
            else if (Content(name) is { } content && one.Scalar<byte>(Kind) == AxisLabels && tensor is { IsOpen: false })
                CheckLabels(name, content.Span, tensor);
        }
    }

    private ReadOnlyMemory<byte>? Content(string name)
    {
        if (Archive() is not { } archive) return null;
        if (!archive.Entries.TryGetValue(name, out var entry))
        {
            Add(ConformanceCode.MetadataFiles, name, "no such file in the archive", "the file that is named");
            return null;
        }
        try
        {
            var content = archive.Content(name, LargestFile);
            if (!_read.Add(name) || StoredZip.Checksum(content.Span) == entry.Checksum) return content;
            Add(ConformanceCode.MetadataArchive, name, "content of another checksum", $"the checksum of the archive, {entry.Checksum:x8}");
        }
        catch (ModelFormatException e)
        {
            Add(ConformanceCode.MetadataArchive, name, Findings.Problem(e, file.Path), "a whole file");
        }
        return null;
    }

    private ZipDirectory? Archive()
    {
        if (_archive is not null || _isBroken) return _archive;
        try
        {
            _archive = ZipDirectory.Read(file, isBehindOthers: true);
            foreach (var name in _archive.Entries.Keys.Where(IsOutside))
                Add(ConformanceCode.MetadataFiles, name, "a name that leads out of its folder", "a name inside of the archive");
        }
        catch (ModelFormatException e)
        {
            _isBroken = true;
            Add(ConformanceCode.MetadataArchive, "archive", Findings.Problem(e, file.Path), "the zip archive of the files that are named");
        }
        return _archive;
    }

    private void CheckLabels(string name, ReadOnlySpan<byte> content, LabelledTensor tensor)
    {
        // Readers take no notice of empty lines at the end.
        content = content.TrimEnd("\r\n"u8);
        var lines = content.IsEmpty ? 0 : content.Count((byte)'\n') + 1;
        if (!System.Text.Unicode.Utf8.IsValid(content))
            Add(ConformanceCode.MetadataLabels, name, "labels that are not UTF-8", "UTF-8");
        else if (!tensor.Extents.Contains(lines))
            Add(ConformanceCode.MetadataLabels, name, Quantity.Of(lines, "label"), $"as many as an axis of {tensor} has indices");
    }

    private static bool IsOutside(string name) =>
        name.Contains('\\', StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal)
        || name.StartsWith('/') || name.Split('/').Contains("..");

    private void Add(string code, string place, string value, string expected)
    {
        findings.Begin(TaskMetadataWriter.Entry, PrintableText.OfLine(place));
        findings.Add(code, value, expected, Again);
    }
}
