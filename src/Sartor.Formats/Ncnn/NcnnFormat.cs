using Sartor.Core;
using Sartor.Graph.Bindings;

namespace Sartor.Formats.Ncnn;

/// <summary>ncnn: a network as text (<c>.param</c>), its weights in a file beside it (<c>.bin</c>).</summary>
internal sealed class NcnnFormat : IModelFormat
{
    /// <summary>Catalog name.</summary>
    public const string FormatName = "ncnn";

    /// <summary>Suffix of the file of weights.</summary>
    public const string WeightSuffix = ".bin";

    private static readonly Lazy<BindingTable> Table = new(() => new BindingTable(FormatName, typeof(NcnnFormat).Assembly));

    public static BindingTable Bindings => Table.Value;

    public string Name => FormatName;

    public IReadOnlyList<string> Suffixes => [".param"];

    public string Runtime => "ncnn";

    public bool HasNegativeIndices => false;

    public BindingTable OperatorBindings => Bindings;

    /// <summary>The magic number of the text on a line, or of the binary form, which <see cref="Read"/> refuses by name.</summary>
    public bool Detect(SlicedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var head = file.Slice(0, (int)Math.Min(file.Length, NcnnText.Magic.Length + 2)).Span;
        return NcnnText.IsText(head) || NcnnText.IsBinary(head);
    }

    public ReadModel Read(SlicedFile file, ModelReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        return NcnnReader.Read(file, options);
    }
}
