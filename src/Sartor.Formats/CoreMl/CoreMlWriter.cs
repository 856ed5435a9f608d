using System.Text;
using Sartor.Core;
using Sartor.Formats.CoreMl.Mil;
using Sartor.Formats.Onnx.Wire;
using Sartor.Graph.Ir;

namespace Sartor.Formats.CoreMl;

/// <summary>
/// Writes a graph for Core ML: an ML Program of specification 7 (iOS 16, macOS 13). The graph has to be lowered before: channels first,
/// floats in float32. Where it stores weights in float16, the whole program computes in float16, with float32 at its border. The same graph
/// gives the same bytes.
/// </summary>
public static class CoreMlWriter
{
    private const int SpecificationVersion = 7;

    /// <summary>The files of the folder in the order in which <see cref="Write"/> takes them.</summary>
    public static IReadOnlyList<string> Files => [CoreMlPackage.Model, CoreMlPackage.Weights, CoreMlPackage.Manifest];

    /// <summary>The operator set of the programs.</summary>
    internal const string Opset = "CoreML6";

    /// <summary>Writes the graph; constants are copied straight from where they lie.</summary>
    /// <param name="graph">Lowered; not changed.</param>
    /// <param name="files">One for each of <see cref="Files"/>.</param>
    /// <param name="metadata">Text by name, written in the order of the names.</param>
    /// <exception cref="UnsupportedModelException">
    /// Core ML cannot express a node or a type; the message counts the nodes. Nothing is written then.
    /// </exception>
    public static void Write(ModelGraph graph, IReadOnlyList<Stream> files, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(metadata);
        var program = CoreMlGraphWriter.Write(graph);
        var function = new MessageWriter();
        foreach (var input in program.Inputs) function.Message(MilFields.Function.Inputs, MilMessages.Named(input.Name, input.Type));
        function.Text(MilFields.Function.Opset, Opset).Message(MilFields.Function.Blocks, MilMessages.Entry(Opset, program.Block));
        var description = new MessageWriter();
        foreach (var input in program.Inputs) description.Message(MilFields.Description.Input, MilMessages.Feature(input.Name, input.Type));
        foreach (var output in program.Outputs) description.Message(MilFields.Description.Output,
            MilMessages.Feature(output.Name, output.Type));
        var facts = new MessageWriter();
        foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            facts.Message(
                MilFields.Description.UserDefined,
                new MessageWriter().Text(MilFields.Entry.Key, key).Text(MilFields.Entry.Value, value));
        }
        new MessageWriter()
            .Int(MilFields.Model.Version, SpecificationVersion)
            .Message(MilFields.Model.Description, description.Message(MilFields.Description.Metadata, facts))
            .Message(
                MilFields.Model.Program, new MessageWriter()
                    .Int(MilFields.Program.Version, 1)
                    .Message(MilFields.Program.Functions, MilMessages.Entry("main", function)))
            .CopyTo(files[0]);
        BlobFile.Write(files[1], program.Weights);
        files[2].Write(Encoding.UTF8.GetBytes(CoreMlPackage.Text));
    }
}
