using Sartor.Core;

namespace Sartor.Data.Sources;

/// <summary>One tensor from an array file, to be fed to an input as it is.</summary>
public static class InputFile
{
    /// <summary>Most elements of a file; 256 MiB as float32.</summary>
    public const long MostElements = 1L << 26;

    /// <summary>The whole array.</summary>
    /// <param name="path">An IDX or .npy file.</param>
    /// <exception cref="DataSetException">It is neither, damaged, or too large.</exception>
    public static Tensor Read(string path)
    {
        using var array = ArrayFileReader.Open(path);
        if (array.Shape.ElementCount > MostElements)
            throw new DataSetException(path, $"has {array.Shape.ElementCount} elements; a value has at most {MostElements}");
        var bytes = new byte[array.Element.ByteCount(array.Shape.ElementCount)];
        var at = 0;
        for (var i = 0; i < array.Shape[0]; i++)
        {
            var row = array.Row(i).Data.Span;
            row.CopyTo(bytes.AsSpan(at));
            at += row.Length;
        }
        return new Tensor(array.Element, array.Shape, bytes);
    }
}
