using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;
using Sartor.Core;

namespace Sartor.Tailor.Tuning;

/// <summary>Writes NumPy arrays of the samples of a part, a few samples at a time.</summary>
internal static class TuningImages
{
    private const int Chunk = 64, Alignment = 64;

    /// <summary>float32 [N, …], the inputs of the samples in order.</summary>
    /// <param name="stream">Takes the file.</param>
    /// <param name="samples">Indices of the samples.</param>
    /// <param name="shape">Of one sample, [1, C, H, W].</param>
    /// <param name="read">Makes the input of a sample; called from several threads.</param>
    /// <param name="written">Is told how many samples are written, of these.</param>
    /// <param name="cancellation">Ends it.</param>
    public static void Write(
        Stream stream, IReadOnlyList<int> samples, Shape shape, Func<int, Tensor> read, Action<int> written,
        CancellationToken cancellation)
    {
        stream.Write(Header("<f4", [samples.Count, .. shape.Extents.Skip(1)]));
        var inputs = new Tensor[Chunk];
        for (var start = 0; start < samples.Count; start += Chunk)
        {
            var (first, count) = (start, Math.Min(Chunk, samples.Count - start));
            Each(count, i => inputs[i] = read(samples[first + i]), cancellation);
            foreach (var input in inputs.AsSpan(0, count)) stream.Write(input.Data.Span);
            written(start + count);
        }
    }

    /// <summary>int64 [N].</summary>
    public static void WriteLabels(Stream stream, IReadOnlyList<long> labels)
    {
        stream.Write(Header("<i8", [labels.Count]));
        stream.Write(MemoryMarshal.AsBytes<long>(labels.ToArray()));
    }

    private static void Each(int count, Action<int> read, CancellationToken cancellation)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, read);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    // numpy.lib.format, version 1; the values begin at a multiple of 64 bytes.
    private static byte[] Header(string type, IEnumerable<long> extents)
    {
        var shape = string.Join(", ", extents.Select(extent => extent.ToString(CultureInfo.InvariantCulture)));
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape},), }}";
        var length = ((text.Length + 10 + Alignment) / Alignment * Alignment) - 10;
        text = text.PadRight(length - 1) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)(length & 255), (byte)(length >> 8), .. Encoding.ASCII.GetBytes(text)];
    }
}
