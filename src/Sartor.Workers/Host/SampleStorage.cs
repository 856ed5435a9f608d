using System.Runtime.InteropServices;

namespace Sartor.Workers.Host;

/// <summary>Native memory for the samples of one measurement: warm-up and counted runs, as many of each as there may be.</summary>
internal sealed unsafe class SampleStorage : IDisposable
{
    private readonly long* _samples;
    private readonly int _runs;

    /// <param name="runs">Most runs of each part.</param>
    public SampleStorage(int runs)
    {
        _runs = runs;
        var page = (nuint)Environment.SystemPageSize;
        var bytes = ((nuint)runs * 2 * sizeof(long) + page - 1) / page * page;
        _samples = (long*)NativeMemory.AlignedAlloc(bytes, page);
        Bytes = (long)bytes;
        // Touched here, so that no page is faulted in between two samples.
        NativeMemory.Fill(_samples, bytes, 0xff);
    }

    /// <summary>Resident memory that it takes.</summary>
    public long Bytes { get; }

    public Span<long> WarmUp => new(_samples, _runs);

    public Span<long> Counted => new(_samples + _runs, _runs);

    /// <summary>The first samples of each part, which are clock ticks, in nanoseconds, 64 bits little-endian each.</summary>
    public byte[] ToNs(int warmUp, int counted)
    {
        var bytes = new byte[(warmUp + counted) * sizeof(long)];
        var all = MemoryMarshal.Cast<byte, long>(bytes.AsSpan());
        for (var i = 0; i < warmUp; i++) all[i] = ClockTicks.ToNs(WarmUp[i]);
        for (var i = 0; i < counted; i++) all[warmUp + i] = ClockTicks.ToNs(Counted[i]);
        return bytes;
    }

    public void Dispose() => NativeMemory.AlignedFree(_samples);
}
