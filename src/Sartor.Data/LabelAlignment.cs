using Sartor.Core;

namespace Sartor.Data;

/// <summary>Which output of a classifier a label means: output <c>label + Offset</c>.</summary>
/// <param name="Offset">0, or 1 where output 0 is a background class that the labels do not count.</param>
/// <param name="Diagnostic">Note where the offset was assumed, code <c>assumed-label-offset</c>; null where it was stated or is 0.</param>
public sealed record LabelAlignment(int Offset, Diagnostic? Diagnostic)
{
    // TensorFlow's ImageNet networks have 1 + 1000 outputs.
    private const int ImageNet = 1000;

    /// <summary>
    /// True where both offsets are possible and nothing tells which one is right: neither the data set nor the number of outputs. The
    /// model's answers have to decide; until then <see cref="Offset"/> is 0.
    /// </summary>
    public bool IsOpen { get; init; }

    /// <summary>
    /// True where 0 is no more likely than 1: the model has one output more than the data set has classes, which a background class
    /// explains, and so does a class of which there is no sample.
    /// </summary>
    public bool NeedsEvidence { get; init; }

    /// <summary>
    /// The offset that the data set states; else 1 where the model has 1001 outputs for the 1000 classes of ImageNet; else 0, which is
    /// open unless the outputs are as many as the classes.
    /// </summary>
    /// <param name="data">With labels.</param>
    /// <param name="outputCount">Number of classes that the model tells apart.</param>
    /// <exception cref="DataSetException">A label lies outside the model's outputs.</exception>
    public static LabelAlignment For(DataSet data, long outputCount)
    {
        ArgumentNullException.ThrowIfNull(data);
        var max = data.MaxLabel ?? 0;
        var classes = data.ClassNames.Count;
        var isImageNet = outputCount == ImageNet + 1 && (classes == 0 ? max < ImageNet : classes == ImageNet);
        var offset = data.LabelOffset ?? (isImageNet ? 1 : 0);
        if (max + offset >= outputCount)
            throw new DataSetException(data.Path, $"has the label {max} but the model has only {outputCount} outputs; the data set does "
                + "not belong to this model, or its labels are numbered differently");
        if (data.LabelOffset is not null) return new LabelAlignment(offset, null);
        if (isImageNet)
            return new LabelAlignment(
                1, Assumed($"the model has {outputCount} outputs, so output 0 is assumed to be a background class and "
                + "label 0 for output 1", 1));
        return new LabelAlignment(0, null)
        {
            IsOpen = max + 1 < outputCount && classes != outputCount,
            NeedsEvidence = classes > 0 && outputCount == classes + 1,
        };
    }

    /// <summary>The offset that the model's answers speak for.</summary>
    /// <param name="offset">0 or 1.</param>
    /// <param name="reason">A clause: what speaks for it.</param>
    public static LabelAlignment Found(int offset, string reason) =>
        new(offset, Assumed($"label 0 is assumed to be output {offset}, because {reason}", offset));

    private static Diagnostic Assumed(string what, int offset) =>
        Diagnostic.Note("assumed-label-offset", $"{what}; state 'label_offset: {1 - offset}' in a dataset.yaml if that is wrong");
}
