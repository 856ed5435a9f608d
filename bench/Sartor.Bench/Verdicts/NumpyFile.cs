using System.Text;
using Sartor.Core;

namespace Sartor.Bench.Verdicts;

/// <summary>Writes arrays of samples as NumPy does (numpy.lib.format, version 1).</summary>
internal static class NumpyFile
{
    /// <summary>Writes samples one behind the other; their batch axis of 1 becomes that of the samples.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="samples">Of one type, float32 or int64, at least one.</param>
    public static void Write(string path, IReadOnlyList<Tensor> samples)
    {
        var first = samples[0];
        var descr = first.Element switch
        {
            ElementType.Float32 => "<f4",
            ElementType.Int64 => "<i8",
            _ => throw new ArgumentException($"{first.Type} is not written", nameof(samples)),
        };
        var extents = string.Join(", ", first.Shape.Extents.Skip(1).Prepend(samples.Count));
        var header = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({extents},), }}";
        using var file = File.Create(path);
        // Magic, version and length are 10 bytes; with the header and its newline they are a multiple of 64.
        var text = header.PadRight(((10 + header.Length + 1 + 63) / 64 * 64) - 11) + "\n";
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, (byte)(text.Length >> 8)]);
        file.Write(Encoding.ASCII.GetBytes(text));
        foreach (var sample in samples) file.Write(sample.Data.Span);
    }
}
