using Sartor.Workers.Protocol;

namespace Sartor.Workers.Host;

/// <summary>
/// The largest resident memory of this process since a beginning (first: its own), without what the measurement takes for its own samples.
/// </summary>
internal sealed class PeakMemory
{
    private long? _largest;
    private bool _isOurs = true;

    /// <summary>Begins anew with what is resident now.</summary>
    public void Begin()
    {
        _largest = null;
        _isOurs = ProcessMemory.TryResetPeak();
    }

    /// <summary>The peak in bytes; null where the system does not tell, or could not begin anew.</summary>
    public long? Read() => _isOurs ? Larger(_largest, ProcessMemory.Peak()) : null;

    /// <summary>Runs a measurement whose samples are resident all the while and do not count.</summary>
    /// <param name="runs">Most runs of each part.</param>
    /// <param name="loop">Fills the storage, and gives the numbers of warm-up runs and of counted runs.</param>
    /// <returns>Those numbers, and the samples in nanoseconds as they go over the wire, warm-up first.</returns>
    public (int WarmUp, int Counted, byte[] SamplesNs) Measure(int runs, Func<SampleStorage, (int WarmUp, int Counted)> loop)
    {
        _largest = Read();
        try
        {
            using var storage = new SampleStorage(runs);
            if (_isOurs) _isOurs = ProcessMemory.TryResetPeak();
            var (warmUp, counted) = loop(storage);
            if (_isOurs) _largest = Larger(_largest, ProcessMemory.Peak() - storage.Bytes);
            return (warmUp, counted, storage.ToNs(warmUp, counted));
        }
        finally
        {
            if (_isOurs) _isOurs = ProcessMemory.TryResetPeak();
        }
    }

    private static long? Larger(long? a, long? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);
}
