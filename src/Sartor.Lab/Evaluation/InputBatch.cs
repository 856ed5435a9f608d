using Sartor.Convert;
using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;

namespace Sartor.Lab.Evaluation;

/// <summary>How many samples a network takes in one run: 1, or the extent of the first axis of all its inputs and outputs.</summary>
internal static class InputBatch
{
    /// <summary>
    /// The batch of a network by its shapes alone: the extent of the first axis where all inputs and outputs have the same.
    /// </summary>
    public static int Of(ModelSignature signature)
    {
        if (signature.Inputs.Count == 0) return 1;
        var extents = signature.Inputs.Concat(signature.Outputs).Select(FirstOf).Distinct().ToArray();
        return extents is [> 1 and <= int.MaxValue] ? (int)extents[0] : 1;
    }

    /// <summary>The batch of a network that takes samples such as these.</summary>
    /// <param name="path">The model's file, for messages.</param>
    /// <param name="signature">Its inputs and outputs.</param>
    /// <param name="parts">For each input what the first sample has for it.</param>
    /// <exception cref="DataSetException">A sample has not the shape of its input.</exception>
    /// <exception cref="UnsupportedModelException">Inputs and outputs do not share the batch.</exception>
    public static int Of(string path, ModelSignature signature, IReadOnlyList<Sample> parts)
    {
        int[] batches = [.. signature.Inputs.Select((input, i) => Of(input, parts[i], parts.Count > 1))];
        var batch = batches.Max();
        if (batch == 1) return 1;
        if (Array.FindIndex(batches, b => b != batch) is var other and >= 0)
        {
            var most = signature.Inputs[Array.IndexOf(batches, batch)];
            throw new UnsupportedModelException(
                path, $"'{signature.Inputs[other].Name}'", $"takes {batches[other]} of the samples in the data at a time, and "
                + $"'{most.Name}' {batch}; Sartor feeds batches only where all inputs share their first axis, so {Advice(signature)}");
        }
        if (signature.Outputs.FirstOrDefault(output => FirstOf(output) != batch) is { } odd)
            throw new UnsupportedModelException(
                path, $"output '{odd.Name}'", $"is {odd.SourceShape}, and the inputs take {batch} samples at a time; its first axis "
                + $"does not count them, so nothing says which part belongs to which sample: {Advice(signature)}");
        return batch;
    }

    /// <summary>The same signature of one sample of a batch.</summary>
    public static ModelSignature OfSample(ModelSignature signature, int batch) => batch == 1 ? signature : new ModelSignature(
        [.. signature.Inputs.Select(OfSample)], [.. signature.Outputs.Select(OfSample)]);

    /// <summary>One tensor of the samples of a batch, one behind the other.</summary>
    /// <param name="samples">One each.</param>
    /// <param name="shape">Of all.</param>
    public static Tensor Join(IReadOnlyList<Tensor> samples, Shape shape)
    {
        if (samples.Count == 1) return samples[0];
        var bytes = new byte[samples.Sum(sample => sample.Data.Length)];
        var at = 0;
        foreach (var sample in samples)
        {
            sample.Data.Span.CopyTo(bytes.AsSpan(at));
            at += sample.Data.Length;
        }
        return new Tensor(samples[0].Element, shape, bytes);
    }

    private static TensorMapping OfSample(TensorMapping tensor) =>
        tensor with { SourceShape = new Shape([1, .. tensor.SourceShape.Extents.Skip(1)]) };

    private static int Of(TensorMapping input, Sample part, bool checks)
    {
        var shape = input.SourceShape;
        var first = (int)Math.Min(FirstOf(input), int.MaxValue);
        if (part.Values is not { } values)
            return InputGeometry.TryFrom(new TensorType(ElementType.Float32, shape))?.Batch ?? 1;
        var item = values.Shape;
        if (item.ElementCount == shape.ElementCount && (!checks || IsSame(item, shape.Extents))) return 1;
        if (first > 1 && item.ElementCount * first == shape.ElementCount && (!checks || IsSame(item, shape.Extents.Skip(1)))) return first;
        // With one input the sample itself says what is wrong with it when it is read.
        if (!checks) return Math.Max(1, first);
        throw new DataSetException(part.Place, $"has the shape {item}, but the input '{input.Name}' of the model takes {shape}"
            + (first > 1 ? $", which is {first} samples of [{string.Join(',', shape.Extents.Skip(1))}]" : "")
            + "; the first axis of an array counts the samples, and the others are those of the input");
    }

    // But for axes of extent 1; a row of as many values is taken, too.
    private static bool IsSame(Shape item, IEnumerable<long> wanted) =>
        item.Rank <= 1 || item.Extents.Where(extent => extent != 1).SequenceEqual(wanted.Where(extent => extent != 1));

    private static long FirstOf(TensorMapping tensor) => tensor.SourceShape.Rank > 0 ? tensor.SourceShape[0] : 1;

    private static string Advice(ModelSignature signature) => "export the model with a batch of 1, or, if the batch dimension is dynamic, "
        + "give --input-shape " + string.Join(" --input-shape ", signature.Inputs.Where(input => input.SourceShape.Rank > 0).Select(
            input => $"{input.Name}={string.Join(',', input.SourceShape.Extents.Skip(1).Prepend(1))}"));
}
