using System.Diagnostics;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Host;

/// <summary>
/// Reads a power meter, thermometers and clock rates on a thread of its own while a measurement runs, and once more where the counted runs
/// begin and end. All its memory is there before; it has no thread where the machine has nothing to read.
/// </summary>
internal sealed class PowerSampler : IDisposable
{
    /// <summary>Shortest, longest and usual time between two readings, in milliseconds.</summary>
    public const int MinIntervalMs = 1, MaxIntervalMs = 10_000, DefaultIntervalMs = 100;

    // Thermometers change slowly, and some are slow to read.
    private const int ReadingsPerTemperature = 5;
    private const int MaxFiles = 32;
    private const int MaxReadings = 1 << 17;

    private readonly string? _source;
    private readonly PowerMeter? _meter;
    private readonly (string Type, NumberFile File)[] _zones;
    private readonly NumberFile[] _rates;
    private readonly PowerSeries _series;
    private readonly int _intervalMs;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Lock _lock = new();
    private Thread? _thread;
    private string? _problem;
    private string? _hottest;
    private long _maxMilliCelsius = long.MinValue;
    private long _maxKhz;
    private long _from;
    private long _to;
    private DateTimeOffset _began;

    private PowerSampler(SystemFiles files, PowerMeters.Found? found, int intervalMs, TimeSpan longest)
    {
        _intervalMs = intervalMs;
        _source = found?.Name;
        _problem = found?.Problem;
        _meter = found is { Problem: null } ? found.Open() : null;
        if (_source is not null && _meter is null) _problem ??= "it cannot be opened";
        _zones =
        [
            .. StateReader.ZoneFiles(files).Take(MaxFiles).Select(zone => (zone.Type, File: NumberFile.Open(files.PathOf(zone.File))))
                .Where(zone => zone.File is not null).Select(zone => (zone.Type, zone.File!)),
        ];
        _rates = [.. StateReader.RateFiles(files).Take(MaxFiles).Select(name => NumberFile.Open(files.PathOf(name))).OfType<NumberFile>()];
        // Warm-up and counted runs, and what the last run of each takes longer.
        var readings = _meter is null ? 0 : (int)Math.Min(MaxReadings, (2 * longest.TotalMilliseconds / intervalMs) + 1000);
        _series = new PowerSeries(readings, _meter?.Ranges is not null);
    }

    /// <summary>Opens what there is.</summary>
    /// <param name="files">The machine's files.</param>
    /// <param name="source">Name of a meter; null for the first that tells something, <c>none</c> for none.</param>
    /// <param name="intervalMs">Time between two readings; null for 100 ms.</param>
    /// <param name="longest">Most time of the warm-up, and of the counted runs.</param>
    /// <exception cref="EngineException">There is no such meter.</exception>
    public static PowerSampler Open(SystemFiles files, string? source, long? intervalMs, TimeSpan longest)
    {
        var meters = source == "none" ? [] : PowerMeters.Find(files);
        var found = source is null or "none"
            ? meters.OrderBy(meter => meter.Problem is not null).FirstOrDefault()
            : meters.FirstOrDefault(meter => meter.Name == source) ?? throw new EngineException(
                "worker", $"this device has no power meter '{source}'; it has "
                + (meters.Count == 0 ? "none" : string.Join(", ", meters.Select(meter => meter.Name))));
        return new PowerSampler(files, found, (int)(intervalMs ?? DefaultIntervalMs), longest);
    }

    /// <summary>Begins to read.</summary>
    public void Start()
    {
        if (_meter is null && _zones.Length == 0 && _rates.Length == 0) return;
        Read(withTemperature: true);
        _thread = new Thread(Sample) { IsBackground = true, Name = "power", Priority = ThreadPriority.BelowNormal };
        _thread.Start();
    }

    /// <summary>The counted runs begin when this returns.</summary>
    public void BeginWindow()
    {
        Read(withTemperature: false);
        _began = TimeProvider.System.GetUtcNow();
        _from = Stopwatch.GetTimestamp();
    }

    /// <summary>The counted runs have just ended.</summary>
    public void EndWindow()
    {
        _to = Stopwatch.GetTimestamp();
        _stop.Set();
        _thread?.Join();
        Read(withTemperature: true);
    }

    /// <summary>Adds what was read to a reply.</summary>
    public Frame Write(Frame reply)
    {
        var (from, to) = (Seconds(_from), Seconds(_to));
        var energy = _series.Energy(from, to);
        if (_meter is not null && energy is null) _problem ??= "its readings do not cover the counted runs";
        return new MeasuredPower
        {
            WindowNs = Math.Max(1, ClockTicks.ToNs(_to - _from)),
            WindowStartUnixNs = (_began - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick,
            Source = _source,
            MicroJoules = _problem is null && energy is { } microJoules ? (long)Math.Round(microJoules) : null,
            Samples = _series.Count(from, to),
            Problem = _problem,
            MaxMilliCelsius = _hottest is null ? null : _maxMilliCelsius,
            HottestZone = _hottest,
            MaxKhz = _maxKhz > 0 ? _maxKhz : null,
        }.Write(reply);
    }

    public void Dispose()
    {
        _stop.Set();
        _thread?.Join();
        _meter?.Dispose();
        foreach (var (_, file) in _zones) file.Dispose();
        foreach (var file in _rates) file.Dispose();
        _stop.Dispose();
    }

    private static double Seconds(long ticks) => (double)ticks / Stopwatch.Frequency;

    private void Sample()
    {
        for (var reading = 1; !_stop.Wait(_intervalMs); reading++) Read(reading % ReadingsPerTemperature == 0);
    }

    private void Read(bool withTemperature)
    {
        lock (_lock)
        {
            if (_meter is not null)
            {
                // A reading takes time, of a meter on a slow bus milliseconds; it belongs to the middle.
                var before = Stopwatch.GetTimestamp();
                if (_meter.Read() is { } value) _series.Add((Seconds(before) + Seconds(Stopwatch.GetTimestamp())) / 2, value);
                else _problem ??= "a reading failed";
            }
            if (withTemperature) ReadTemperatures();
        }
    }

    private void ReadTemperatures()
    {
        foreach (var (type, file) in _zones)
        {
            if (file.Read() is not { } value || value < FrameState.MinMilliCelsius || value > FrameState.MaxMilliCelsius) continue;
            if (value <= _maxMilliCelsius) continue;
            (_maxMilliCelsius, _hottest) = (value, type);
        }
        foreach (var file in _rates)
        {
            if (file.Read() is { } khz && khz > _maxKhz) _maxKhz = khz;
        }
    }
}
