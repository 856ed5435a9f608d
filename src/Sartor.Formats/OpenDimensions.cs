using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats;

/// <summary>
/// What becomes of dimensions that a file leaves open: a batch is 1; any other one is read as 1 too, so that the model can be looked at,
/// and reported with the code <see cref="Unknown"/>, because a network of 1×1 pictures is none that anybody wants.
/// </summary>
public static class OpenDimensions
{
    /// <summary>Code of the diagnostic for dimensions that are no batch.</summary>
    public const string Unknown = "unknown-dimensions";

    /// <summary>Code of the note for a batch.</summary>
    public const string Batch = "dynamic-dimensions";

    private static readonly string[] s_others = ["seq", "len", "time", "height", "width", "token", "frame"];

    /// <summary>Refuses a model of which nobody knows how large its inputs are.</summary>
    /// <exception cref="UnsupportedModelException">It has such inputs.</exception>
    public static void Refuse(ModelFile model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Graph.Diagnostics.Find(d => d.Code == Unknown) is { } open)
            throw new UnsupportedModelException(model.Path, null, open.Message.TrimEnd('.'));
    }

    /// <summary>Refuses shapes that were given for inputs that the model does not have.</summary>
    /// <param name="path">The model's file.</param>
    /// <param name="graph">With all its inputs.</param>
    /// <param name="named">Names of the inputs that shapes were given for.</param>
    /// <exception cref="UnsupportedModelException">There is no input of such a name; the message lists those that there are.</exception>
    internal static void RequireInputs(string path, ModelGraph graph, IEnumerable<string> named)
    {
        if (named.FirstOrDefault(name => graph.Inputs.TrueForAll(input => input.Name != name)) is not { } unknown) return;
        var inputs = string.Join(", ", graph.Inputs.Select(input => $"'{input.Name}'"));
        throw new UnsupportedModelException(path, $"input '{unknown}'", $"a shape was asked for, but the inputs are {inputs}");
    }

    /// <summary>Whether a dimension counts samples: by its name, else as the first of several that has no name of another kind.</summary>
    internal static bool IsBatch(int axis, int rank, string name) =>
        name.Contains("batch", StringComparison.OrdinalIgnoreCase)
        || (axis == 0 && rank > 1 && !Array.Exists(s_others, other => name.Contains(other, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The diagnostics of all inputs of a file that have open dimensions.</summary>
    internal static IEnumerable<Diagnostic> Report(IReadOnlyList<OpenInput> inputs)
    {
        OpenInput[] unknown = [.. inputs.Where(input => input.IsUnknown)], batches = [.. inputs.Where(input => !input.IsUnknown)];
        if (unknown.Length > 0)
            yield return Diagnostic.Warning(
                Unknown, $"Dimensions other than the batch are dynamic, and nothing says how large they are: {Text(unknown)}; give "
                    + $"{string.Join(' ', unknown.Select(input => $"--input-shape {input.Name}={input.Example}"))}.");
        if (batches.Length > 0)
            yield return Diagnostic.Note(
                Batch, $"Some input dimensions are dynamic, and a batch of 1 is assumed: {Text(batches)}.");
    }

    private static string Text(IEnumerable<OpenInput> inputs) => string.Join(", ", inputs.Select(input => $"{input.Name} {input.Shape}"));
}

/// <summary>An input with open dimensions.</summary>
/// <param name="Name">Of the input.</param>
/// <param name="Shape">As the file has it: <c>[batch,3,?,?]</c>.</param>
/// <param name="Example">What to give: <c>1,3,HEIGHT,WIDTH</c>.</param>
/// <param name="IsUnknown">A dimension that is no batch is open.</param>
internal sealed record OpenInput(string Name, string Shape, string Example, bool IsUnknown)
{
    /// <summary>From extents, −1 where open, and the names of the dimensions, empty where they have none.</summary>
    public static OpenInput Of(string name, IReadOnlyList<long> extents, IReadOnlyList<string> names)
    {
        bool IsOpen(int i) => extents[i] < 0;
        bool IsBatch(int i) => OpenDimensions.IsBatch(i, extents.Count, names[i]);
        var axes = Enumerable.Range(0, extents.Count).ToArray();
        var shape = axes.Select(i => !IsOpen(i) ? $"{extents[i]}" : names[i].Length > 0 ? names[i] : "?");
        var example = axes.Select(i =>
            !IsOpen(i) ? $"{extents[i]}" : IsBatch(i) ? "1" : names[i].Length > 0 ? names[i].ToUpperInvariant() : "?");
        return new OpenInput(
            name, $"[{string.Join(',', shape)}]", string.Join(',', example), Array.Exists(axes, i => IsOpen(i) && !IsBatch(i)));
    }
}
