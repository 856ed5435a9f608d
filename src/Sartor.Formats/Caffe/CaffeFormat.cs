using Sartor.Core;
using Sartor.Graph.Bindings;

namespace Sartor.Formats.Caffe;

/// <summary>Caffe: a network as text (<c>.prototxt</c>), its weights in a <c>.caffemodel</c> beside it.</summary>
internal sealed class CaffeFormat : IModelFormat
{
    /// <summary>Catalog name.</summary>
    public const string FormatName = "caffe";

    /// <summary>Suffix of the text.</summary>
    public const string TextSuffix = ".prototxt";

    /// <summary>Suffix of the weights.</summary>
    public const string WeightSuffix = ".caffemodel";

    private static readonly Lazy<BindingTable> Table = new(() => new BindingTable(FormatName, typeof(CaffeFormat).Assembly));

    public static BindingTable Bindings => Table.Value;

    public string Name => FormatName;

    public string Runtime => "Caffe";

    public IReadOnlyList<string> Suffixes => [TextSuffix, WeightSuffix];

    public bool HasNegativeIndices => false;

    public BindingTable OperatorBindings => Bindings;

    /// <summary>
    /// Text with layers in braces, or a file of weights by its suffix: what is in it begins like many other messages, and without the text
    /// it is no network.
    /// </summary>
    public bool Detect(SlicedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return IsWeights(file.Path) || CaffeText.IsText(file.Slice(0, (int)Math.Min(file.Length, CaffeText.LongestHead)).Span);
    }

    public ReadModel Read(SlicedFile file, ModelReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        // The file that is opened stays the caller's, the other one goes with the graph.
        var isWeights = IsWeights(file.Path);
        var path = isWeights ? CaffeFiles.TextOf(file.Path) : CaffeFiles.WeightsOf(file.Path);
        var other = path is null ? null : SlicedFile.Open(path);
        try
        {
            var graph = CaffeReader.Read(isWeights ? other! : file, isWeights ? file : other, options);
            return new ReadModel(graph, other is null ? [] : [other]);
        }
        catch
        {
            other?.Dispose();
            throw;
        }
    }

    private static bool IsWeights(string path) => path.EndsWith(WeightSuffix, StringComparison.OrdinalIgnoreCase);
}
