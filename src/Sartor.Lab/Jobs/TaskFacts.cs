using Sartor.Convert.Pixels;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Lab.Jobs;

/// <summary>What a file is to say to task libraries, from what is known of its source.</summary>
internal static class TaskFacts
{
    /// <summary>The facts, and the input that takes images.</summary>
    /// <param name="source">The source.</param>
    /// <param name="image">Its input that takes images.</param>
    /// <param name="stated">Names of classes that were asked for; empty for those of the data.</param>
    /// <param name="ofData">Names of classes of the data, which are left out where no output has as many.</param>
    /// <exception cref="OptionException">No output has as many classes as names are stated.</exception>
    public static (TaskMetadata, PixelInput) Of(
        ModelGraph source, PixelInput image, IReadOnlyList<string> stated, IReadOnlyList<string> ofData)
    {
        var names = stated.Count > 0 ? stated : ofData;
        var output = names.Count == 0 ? -1 : source.Outputs.ToList().FindIndex(value => value.Type.Shape is { Rank: > 0 } shape
            && shape.Extents[^1] == names.Count && shape.ElementCount == names.Count);
        if (output < 0 && stated.Count > 0)
        {
            throw new OptionException("metadata-labels", $"has {names.Count} names, and no output has as many scores: "
                + string.Join(", ", source.Outputs.Select(value => $"'{value.Name}' {value.Type.Shape}")));
        }
        var facts = new TaskMetadata
        {
            Name = Path.GetFileNameWithoutExtension(source.Name),
            ImageInput = image.Index,
            Mean = image.Mean,
            Std = image.Std,
            LabelOutput = Math.Max(0, output),
            Labels = output < 0 ? [] : names,
        };
        return (facts, image);
    }
}
