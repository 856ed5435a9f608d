using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Pixels;

/// <summary>What MediaPipe's image classifier asks of a file (image_tensor_specs.cc, image_preprocessing_graph.cc).</summary>
internal static class TaskRules
{
    /// <summary>The metadata of a variant, and a note of what the task makes of it.</summary>
    /// <param name="graph">The variant; gets the note.</param>
    /// <param name="facts">Of the source.</param>
    /// <param name="image">The input that takes images, as the source takes it.</param>
    public static TaskMetadata Apply(ModelGraph graph, TaskMetadata facts, PixelInput image)
    {
        var input = graph.Inputs[image.Index];
        // Bytes without parameters are pixels as they are.
        var isPlain = input.Type.Element == ElementType.UInt8 && input.Quantization is null;
        string[] problems = [.. Problems(graph, input, image, isPlain)];
        graph.Diagnostics.Add(problems.Length == 0
            ? Diagnostic.Note("task-metadata", "the file has the metadata that MediaPipe's image classifier asks for"
                + (facts.Labels.Count > 0 ? $", with the names of {facts.Labels.Count} classes" : ", without names of classes"))
            : Diagnostic.Warning("task-metadata", $"MediaPipe's image classifier refuses this file or feeds it wrongly: "
                + string.Join("; ", problems)));
        return isPlain ? facts with { Mean = [], Std = [] } : facts;
    }

    private static IEnumerable<string> Problems(ModelGraph graph, Value input, PixelInput image, bool isPlain)
    {
        var element = input.Type.Element;
        if (graph.Inputs.Count != 1) yield return $"it takes one input, and the file has {graph.Inputs.Count}";
        if (input.Type.Shape is not { Rank: 4 } shape || shape[0] != 1 || shape[3] is not (3 or 4))
            yield return $"it takes images [1,H,W,3], and the input '{input.Name}' is {input.Type.Shape}";
        if (element is not (ElementType.UInt8 or ElementType.Float32))
            yield return $"it takes uint8 and float32 inputs, and '{input.Name}' is {element.Label()} (write --bake-preprocessing, or "
                + "--io float32)";
        if (!isPlain && (image.Mean.Distinct().Count() > 1 || image.Std.Distinct().Count() > 1))
            yield return "it takes one mean and one deviation for all channels (write --bake-preprocessing)";
        if (!isPlain && image.IsReversed) yield return "it feeds red first, and the model takes blue first (write --bake-preprocessing)";
        if (!isPlain && element == ElementType.UInt8 && input.Quantization is { } q
            && !(Math.Abs((q.Scales[0] * image.Std[0]) - 1) < 0.02 && Math.Abs(q.ZeroPoints[0] - image.Mean[0]) <= 1))
            yield return $"it feeds pixels as they are to the uint8 input '{input.Name}', whose scale means other values "
                + "(write --bake-preprocessing)";
        foreach (var output in graph.Outputs.Where(output => output.Type.Element != graph.Outputs[0].Type.Element
            || output.Type.Element is not (ElementType.Float32 or ElementType.UInt8 or ElementType.Bool)))
            yield return $"its outputs are all float32 or all uint8, and '{output.Name}' is {output.Type.Element.Label()} (write "
                + "--io uint8 or --io float32)";
    }
}
