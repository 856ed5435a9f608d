using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Onnx;

/// <summary>Makes the inputs of the graph and binds dynamic dimensions.</summary>
/// <param name="file">For messages.</param>
/// <param name="options">Shapes that the caller gives.</param>
/// <param name="graph">The graph to fill.</param>
internal sealed class OnnxInputReader(string file, ModelReadOptions options, ModelGraph graph)
{
    private readonly List<OpenInput> _open = [];

    public Value Read(OnnxValueInfo info)
    {
        if (options.InputShapes.TryGetValue(info.Name, out var shape))
        {
            if (info.Extents is not null && info.Extents.Count != shape.Rank)
                throw new UnsupportedModelException(
                    file, $"input '{info.Name}'", $"the requested shape {shape} has a different rank than its own, {Describe(info)}");
            if (info.Extents is not null && info.Extents.Where((e, i) => e >= 0 && e != shape[i]).Any())
                throw new UnsupportedModelException(
                    file, $"input '{info.Name}'", $"the requested shape {shape} does not fit its own, {Describe(info)}, which is fixed "
                    + "where it has numbers; export the model with the shape that you want");
            return graph.AddInput(info.Name, new TensorType(info.Element, shape));
        }
        if (info.Extents is null)
        {
            if (info.Element != ElementType.Unknown)
                graph.Diagnostics.Add(
                    Diagnostic.Warning(
                        "unknown-input-shape", $"The file gives no shape for input '{info.Name}'; give one with --input-shape."));
            return graph.AddInput(info.Name, new TensorType(info.Element, null));
        }
        if (info.Extents.FirstOrDefault(e => e < -1) is var bad and < -1)
            throw new ModelFormatException(
                file, $"input '{info.Name}'", $"its dimension {bad} is negative; the file is damaged, export it again");
        if (info.Extents.Any(e => e < 0)) _open.Add(OpenInput.Of(info.Name, info.Extents, info.Symbols));
        return graph.AddInput(info.Name, new TensorType(info.Element, Close(info)));
    }

    /// <summary>Reports what was left open, and shapes that were given for inputs that do not exist.</summary>
    /// <exception cref="UnsupportedModelException">A given shape is for no input.</exception>
    public void Finish()
    {
        foreach (var name in options.InputShapes.Keys)
        {
            if (graph.Inputs.TrueForAll(v => v.Name != name))
                throw new UnsupportedModelException(
                    file, $"input '{name}'",
                    $"a shape was asked for, but the inputs are {string.Join(", ", graph.Inputs.Select(v => $"'{v.Name}'"))}");
        }
        graph.Diagnostics.AddRange(OpenDimensions.Report(_open));
    }

    private Shape Close(OnnxValueInfo info)
    {
        try
        {
            return new Shape([.. info.Extents!.Select(e => e < 0 ? 1 : e)]);
        }
        catch (OverflowException e)
        {
            throw new ModelFormatException(
                file, $"input '{info.Name}'",
                $"its shape {Describe(info)} has too many elements; the file is damaged, get it again", e);
        }
    }

    private static string Describe(OnnxValueInfo info) =>
        $"[{string.Join(',', info.Extents!.Select((e, i) => e >= 0 ? $"{e}" : info.Symbols[i].Length > 0 ? info.Symbols[i] : "?"))}]";
}
