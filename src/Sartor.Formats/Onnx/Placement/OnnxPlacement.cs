using Sartor.Core;
using Sartor.Formats.Placement;

namespace Sartor.Formats.Onnx.Placement;

/// <summary>Says which operators of an ONNX file an execution provider of ONNX Runtime takes, by the tables beside this file.</summary>
internal sealed class OnnxPlacement : IPlacementCheck
{
    // For an open extent, where a network cannot be laid out with 1.
    private const int AssumedExtent = 224;

    private static readonly Dictionary<char, string> Words = new()
    {
        ['f'] = "float32",
        ['e'] = "float16",
        ['u'] = "uint8",
        ['s'] = "int8",
        ['n'] = "int32",
        ['l'] = "int64",
        ['b'] = "bool",
    };

    private static readonly Lazy<PlacementTable> Loaded = new(() => new PlacementTable(
        "Onnx", Words, new Dictionary<char, char>(), taken => taken.Contains('f')
            ? "let the operator work on float32"
            : "quantize the network, or leave the operator out"));

    /// <summary>The tables beside this file.</summary>
    public static PlacementTable Table => Loaded.Value;

    public string Name => "onnx";

    public IReadOnlyList<string> Targets => [.. Table.Targets.Keys];

    public IReadOnlyList<PlacementReport> Place(SlicedFile file, IReadOnlyList<string> targets)
    {
        ArgumentNullException.ThrowIfNull(file);
        var operators = Operators(file);
        return [.. targets.Select(target => TargetPlacement.Of(Table, target, operators))];
    }

    private static IReadOnlyList<PlacedOperator> Operators(SlicedFile file)
    {
        var open = OpenInputs(file);
        try
        {
            return OnnxReader.Read(file, ModelReadOptions.Default, PlacedNodes.Of);
        }
        catch (UnsupportedModelException) when (open.Count > 0)
        {
            return OnnxReader.Read(file, ModelReadOptions.Default with { InputShapes = open }, PlacedNodes.Of);
        }
    }

    // Inputs with open extents, the first of them taken as 1, the others as that of a usual image.
    private static Dictionary<string, Shape> OpenInputs(SlicedFile file)
    {
        var budget = new AllocationBudget(file.Path, file.Length);
        var shapes = new Dictionary<string, Shape>();
        foreach (var input in OnnxGraph.Read(file, OnnxModel.Read(file, budget).Graphs, budget).Inputs)
        {
            if (input.Extents?.Contains(-1) == true && Closed(input.Extents) is { } shape) shapes[input.Name] = shape;
        }
        return shapes;
    }

    private static Shape? Closed(IReadOnlyList<long> extents)
    {
        try
        {
            return new Shape([.. extents.Select((e, axis) => e >= 0 ? e : axis == 0 ? 1 : AssumedExtent)]);
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
