using Sartor.Core;

namespace Sartor.Data;

/// <summary>Which output of a classifier a label means: output <c>label + Offset</c>.</summary>
/// <param name="Offset">0, or 1 where output 0 is a background class that the labels do not count.</param>
/// <param name="Diagnostic">Note where the offset was assumed, code <c>assumed-label-offset</c>; null where it was stated or is 0.</param>
public sealed record LabelAlignment(int Offset, Diagnostic? Diagnostic)
{
    // TensorFlow's ImageNet networks have 1 + 1000 outputs.
    private const int ImageNetWithBackground = 1001;

    /// <summary>
    /// The offset that the data set states, else 1 where the model has one output more than the data set has classes, or 1001 and
    /// labels of unnamed classes stay below 1000; else 0.
    /// </summary>
    /// <param name="data">With labels.</param>
    /// <param name="outputCount">Number of classes that the model tells apart.</param>
    /// <exception cref="DataSetException">A label lies outside the model's outputs.</exception>
    public static LabelAlignment For(DataSet data, long outputCount)
    {
        ArgumentNullException.ThrowIfNull(data);
        var max = data.MaxLabel ?? 0;
        var hasBackground = data.ClassNames.Count > 0
            ? outputCount == data.ClassNames.Count + 1
            : outputCount == ImageNetWithBackground && max < ImageNetWithBackground - 1;
        var offset = data.LabelOffset ?? (hasBackground ? 1 : 0);
        if (max + offset >= outputCount)
            throw new DataSetException(data.Path, $"has the label {max} but the model has only {outputCount} outputs; the data set does not belong to this model, or its labels are numbered otherwise");
        return data.LabelOffset is null && offset == 1
            ? new LabelAlignment(1, Diagnostic.Note("assumed-label-offset", $"the model has {outputCount} outputs, so output 0 was taken for a background class and label 0 for output 1; state 'label_offset: 0' in a dataset.yaml if that is wrong"))
            : new LabelAlignment(offset, null);
    }
}
