using Sartor.Core;
using Sartor.Data;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Inputs by the index of their sample. An image is decoded once, as long as there is room: its pixels are kept, or the input that they
/// become, whichever is smaller. Numbers are read anew.
/// </summary>
/// <param name="data">The samples.</param>
/// <param name="preprocessor">Makes inputs of them.</param>
/// <param name="capacity">Most bytes that are kept.</param>
internal sealed class SampleCache(DataSet data, Preprocessor preprocessor, long capacity)
{
    private const long Least = 64L << 20, Most = 1L << 30;
    private const int MachineShare = 8;

    private readonly Dictionary<int, Sample> _samples = [];
    private readonly Dictionary<int, Tensor> _inputs = [];
    private long _kept;

    /// <summary>An eighth of the machine's memory, from 64 MiB to 1 GiB.</summary>
    public static long DefaultCapacity => Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MachineShare, Least, Most);

    /// <summary>The input of one sample.</summary>
    /// <exception cref="DataSetException">The sample cannot be read, or does not fit the input.</exception>
    public Tensor Read(int index)
    {
        if (_inputs.TryGetValue(index, out var input)) return input;
        if (_samples.TryGetValue(index, out var sample)) return preprocessor.Apply(sample);
        sample = data.Read(index);
        input = preprocessor.Apply(sample);
        if (sample.Pixels is not { } pixels) return input;
        if (pixels.Data.Length < input.Data.Length && TryTake(pixels.Data.Length)) _samples[index] = sample;
        else if (pixels.Data.Length >= input.Data.Length && TryTake(input.Data.Length)) _inputs[index] = input;
        return input;
    }

    private bool TryTake(long bytes)
    {
        if (_kept + bytes > capacity) return false;
        _kept += bytes;
        return true;
    }
}
