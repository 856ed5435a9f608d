using Sartor.Core;

namespace Sartor.Data.Sources;

/// <summary>An array file whose first axis counts samples, for numbers that are taken as they are.</summary>
public sealed class SampleArray : IDisposable
{
    private readonly ArrayData _data;

    private SampleArray(ArrayData data) => _data = data;

    /// <summary>The file as it was given.</summary>
    public string Path => _data.File;

    /// <summary>Number of samples, at least 1.</summary>
    public int Count => (int)_data.Shape[0];

    /// <summary>Element type, and shape without the axis of samples.</summary>
    public TensorType ItemType => new(_data.Element, _data.ItemShape);

    /// <summary>Opens an IDX or .npy file.</summary>
    /// <exception cref="DataSetException">It is neither, or damaged.</exception>
    public static SampleArray Open(string path) => new(ArrayFileReader.Open(path));

    /// <summary>One sample.</summary>
    /// <param name="index">From 0 on.</param>
    public Tensor Read(int index) => _data.Row(index);

    public void Dispose() => _data.Dispose();
}
