namespace Sartor.Workers.Host;

/// <summary>Tells the power that a machine takes, or the energy that it took.</summary>
/// <param name="files">What it reads.</param>
/// <param name="read">The value from the numbers in them.</param>
internal sealed class PowerMeter(IReadOnlyList<NumberFile> files, Func<long[], double> read) : IDisposable
{
    private const double MaxWatts = 1e6;

    private readonly long[] _numbers = new long[files.Count];
    private readonly long[] _before = new long[files.Count];
    private double _total;
    private bool _hasBegun;

    /// <summary>
    /// Where a counter of µJ begins anew, for each of its files; null where the meter tells µW.
    /// </summary>
    public IReadOnlyList<long>? Ranges { get; init; }

    /// <summary>µW, or µJ since the first reading; null where a file cannot be read or its number is impossible.</summary>
    public double? Read()
    {
        for (var i = 0; i < files.Count; i++)
        {
            if (files[i].Read() is not { } number) return null;
            _numbers[i] = number;
        }
        return Ranges is null ? Power() : Energy(Ranges);
    }

    private double? Power() => read(_numbers) is var power && power is >= 0 and <= MaxWatts * 1e6 ? power : null;

    private double? Energy(IReadOnlyList<long> ranges)
    {
        for (var i = 0; i < _numbers.Length; i++)
        {
            if (_numbers[i] < 0 || _numbers[i] > ranges[i]) return null;
        }
        for (var i = 0; i < _numbers.Length; i++)
        {
            var step = _numbers[i] - _before[i];
            // A counter that went back has begun anew once: at 1 kW the smallest of them takes 65 s.
            if (_hasBegun) _total += step >= 0 ? step : step + (double)ranges[i];
            _before[i] = _numbers[i];
        }
        _hasBegun = true;
        return _total;
    }

    public void Dispose()
    {
        foreach (var file in files) file.Dispose();
    }
}
