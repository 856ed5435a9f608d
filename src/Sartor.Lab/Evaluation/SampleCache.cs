using Sartor.Core;
using Sartor.Data;
using Sartor.Data.Samples;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Inputs by the index of their sample. An image is decoded once, as long as there is room: its pixels are kept, or the input that they
/// become, whichever is smaller. Numbers are read anew.
/// </summary>
/// <param name="data">The samples.</param>
/// <param name="feed">Makes the inputs of a sample.</param>
/// <param name="capacity">Most bytes that are kept.</param>
internal sealed class SampleCache(DataSet data, Func<Sample, IReadOnlyList<Tensor>> feed, long capacity)
{
    private const long Least = 64L << 20, Most = 1L << 30;
    private const int MachineShare = 8;

    private readonly Dictionary<int, Sample> _samples = [];
    private readonly Dictionary<int, IReadOnlyList<Tensor>> _inputs = [];
    private long _kept;

    /// <summary>An eighth of the machine's memory, from 64 MiB to 1 GiB.</summary>
    public static long DefaultCapacity => Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MachineShare, Least, Most);

    /// <summary>The inputs of one sample.</summary>
    /// <exception cref="DataSetException">The sample cannot be read, or does not fit its input.</exception>
    public IReadOnlyList<Tensor> Read(int index)
    {
        if (_inputs.TryGetValue(index, out var inputs)) return inputs;
        if (_samples.TryGetValue(index, out var sample)) return feed(sample);
        sample = data.Read(index);
        inputs = feed(sample);
        if (sample.Pixels is null && sample.Parts?.Any(part => part.Pixels is not null) != true) return inputs;
        var (pixels, fed) = (BytesOf(sample), inputs.Sum(input => (long)input.Data.Length));
        if (pixels < fed && TryTake(pixels)) _samples[index] = sample;
        else if (pixels >= fed && TryTake(fed)) _inputs[index] = inputs;
        return inputs;
    }

    private static long BytesOf(Sample sample) =>
        sample.Parts?.Sum(BytesOf) ?? sample.Pixels?.Data.Length ?? sample.Values!.Data.Length;

    private bool TryTake(long bytes)
    {
        if (_kept + bytes > capacity) return false;
        _kept += bytes;
        return true;
    }
}
