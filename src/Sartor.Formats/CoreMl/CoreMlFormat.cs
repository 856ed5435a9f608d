using Sartor.Core;
using Sartor.Graph.Bindings;

namespace Sartor.Formats.CoreMl;

/// <summary>
/// Core ML: an ML Program in a package, which is a folder (<c>.mlpackage</c>). Files of the older kind (<c>.mlmodel</c>) are not read.
/// </summary>
internal sealed class CoreMlFormat : IModelFormat
{
    /// <summary>Catalog name.</summary>
    public const string FormatName = "coreml";

    private static readonly Lazy<BindingTable> Table = new(() => new BindingTable(FormatName, typeof(CoreMlFormat).Assembly));

    /// <summary>What reads and writes operations.</summary>
    public static BindingTable Bindings => Table.Value;

    public string Name => FormatName;

    public IReadOnlyList<string> Suffixes => [CoreMlPackage.Suffix];

    public string Runtime => "an Apple device";

    public bool HasNegativeIndices => true;

    public BindingTable OperatorBindings => Bindings;

    /// <summary>A file alone is no package.</summary>
    public bool Detect(SlicedFile file) => false;

    public string? ModelIn(string folder) => CoreMlPackage.ModelIn(folder);

    public ReadModel Read(SlicedFile file, ModelReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        return CoreMlReader.Read(file, options);
    }
}
