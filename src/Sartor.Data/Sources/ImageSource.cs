using Sartor.Core;
using Sartor.Data.Configuration;
using Sartor.Data.Images;
using Sartor.Data.Samples;

namespace Sartor.Data.Sources;

/// <summary>Samples from picture files in a folder, decoded one at a time.</summary>
/// <param name="kind">See <see cref="ISampleSource.Kind"/>.</param>
/// <param name="folder">What the ids are relative to.</param>
/// <param name="ids">Relative paths with <c>/</c>, unique.</param>
/// <param name="labels">As many as ids, or none.</param>
internal sealed class ImageSource(string kind, string folder, IReadOnlyList<string> ids, LabelColumn labels) : ISampleSource
{
    public string Kind => kind;

    public int Count => ids.Count;

    public IReadOnlyList<string> ClassNames => labels.ClassNames;

    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    public string IdOf(int index) => ids[index];

    public int? LabelOf(int index) => labels.Indices.Length == 0 ? null : labels.Indices[index];

    public IReadOnlyList<float>? TargetOf(int index) => labels.TargetOf(index);

    public bool HasImages => true;

    public string HashOf(int index)
    {
        using var stream = TextFile.Open(PathOf(index));
        try
        {
            return Sha256.Hex(stream);
        }
        catch (IOException e)
        {
            throw new DataSetException(PathOf(index), $"cannot be read ({e.Message.TrimEnd('.')})", e);
        }
    }

    public Sample Read(int index) => new(ids[index], LabelOf(index), ImageReader.Read(PathOf(index))) { Place = PathOf(index) };

    public void Dispose()
    {
    }

    private string PathOf(int index) => Path.Combine(folder, ids[index]);
}
