using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// TorchScript as a file to run, not to look into: one node that nobody understands, with the inputs and outputs that a run had. It is none
/// of the formats that are read, since a file does not say what it takes.
/// </summary>
/// <param name="inputs">What it is fed, by the names of its parameters.</param>
/// <param name="outputs">What it gave.</param>
internal sealed class ScriptFormat(
    IReadOnlyList<(string Name, TensorType Type)> inputs, IReadOnlyList<(string Name, TensorType Type)> outputs) : IModelFormat
{
    /// <summary>As the engine calls it.</summary>
    public const string FormatName = "torchscript";

    public string Name => FormatName;

    public IReadOnlyList<string> Suffixes { get; } = [".pt", ".ptl"];

    public bool HasNegativeIndices => true;

    public bool Detect(SlicedFile file) => true;

    public ReadModel Read(SlicedFile file, ModelReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(file);
        var graph = new ModelGraph(Path.GetFileName(file.Path))
        {
            // Exporting keeps the order of axes, so both formats have the same.
            Source = GraphSource.None with { Format = Convert.ConversionTargets.Interchange.Format },
        };
        Value[] fed = [.. inputs.Select(input => graph.AddInput(input.Name, input.Type))];
        // The same of two files is the same network for a fingerprint.
        var raw = RawNode.Of(FormatName, "forward", 1, new Dictionary<string, object> { ["sha256"] = ModelFile.Sha256(file.Path) });
        var node = graph.Add(
            new OpaqueOperator(raw, "it is a program of its own", [.. outputs.Select(output => output.Type)]), fed, "forward",
            outputNames: [.. outputs.Select(output => output.Name)]);
        graph.Outputs.AddRange(node.Outputs);
        graph.Diagnostics.Add(Diagnostic.Note(
            "not-looked-into",
            "The file runs as it is, and nobody looks into it: operators, parameters and multiplications are not counted."));
        return new ReadModel(graph, []);
    }
}
