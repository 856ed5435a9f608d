using System.Globalization;
using Sartor.Core;

namespace Sartor.Lab.Measurement;

/// <summary>
/// The power of a device over time that another program recorded: CSV as of Monsoon's PowerTool, with a column of seconds, and columns of
/// current in mA and voltage in V, or one of power in mW.
/// </summary>
internal sealed class PowerTrace
{
    private const int MaxReadings = 100_000_000;

    // Recorders write thousands a second; where one paused, nobody knows.
    private const double MaxGapSeconds = 1;

    private readonly List<double> _seconds = [];
    private readonly List<double> _watts = [];
    private readonly DateTimeOffset _start;
    private readonly string _path;

    private PowerTrace(string path, DateTimeOffset start) => (_path, _start) = (path, start);

    /// <summary>Its file, without folder.</summary>
    public string Name => Path.GetFileName(_path);

    /// <summary>Reads it.</summary>
    /// <param name="path">The CSV file.</param>
    /// <param name="start">The time of its second 0 by the clock of the device that is measured.</param>
    /// <exception cref="OptionException">It cannot be read, or is no such table; the message names the line.</exception>
    public static PowerTrace Read(string path, DateTimeOffset start)
    {
        var trace = new PowerTrace(path, start);
        try
        {
            using var lines = new StreamReader(path);
            trace.Read(lines);
            return trace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptionException(path, $"cannot be read: {e.Message.TrimEnd('.')}");
        }
    }

    /// <summary>The energy between two times in J, by trapezoids, interpolated at both ends; and the readings between them.</summary>
    /// <exception cref="OptionException">It does not cover that time.</exception>
    public (double Joules, long Samples) Energy(DateTimeOffset from, double seconds)
    {
        var (begin, end) = ((from - _start).TotalSeconds, (from - _start).TotalSeconds + seconds);
        if (begin < _seconds[0] || end > _seconds[^1])
        {
            throw new OptionException(_path, string.Create(CultureInfo.InvariantCulture,
                $"has {Time(_seconds[0])} to {Time(_seconds[^1])}, and a launch was measured from {Time(begin)} to {Time(end)}; ")
                + "correct power-trace-start-utc, or take a trace of the whole campaign");
        }
        var first = After(begin);
        var (sum, time, value, index) = (0.0, begin, At(begin, first), first);
        for (; _seconds[index] < end; index++) Take(_seconds[index], _watts[index]);
        var samples = index - first;
        Take(end, At(end, index));
        return (sum, samples);

        void Take(double nextTime, double nextValue)
        {
            if (nextTime - time > MaxGapSeconds)
                throw new OptionException(_path, $"has no reading for more than 1 s after {Time(time)}, in the middle of a launch");
            sum += (nextTime - time) * (value + nextValue) / 2;
            (time, value) = (nextTime, nextValue);
        }
    }

    // The first reading at a time or later.
    private int After(double seconds)
    {
        var index = _seconds.BinarySearch(seconds);
        return index >= 0 ? index : ~index;
    }

    private double At(double seconds, int after)
    {
        if (_seconds[after] == seconds || after == 0) return _watts[after];
        if (_seconds[after] - _seconds[after - 1] > MaxGapSeconds)
            throw new OptionException(_path, $"has no reading for more than 1 s around {Time(seconds)}, where a launch was measured");
        var share = (seconds - _seconds[after - 1]) / (_seconds[after] - _seconds[after - 1]);
        return _watts[after - 1] + (share * (_watts[after] - _watts[after - 1]));
    }

    private string Time(double seconds) =>
        _start.AddSeconds(seconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private void Read(StreamReader lines)
    {
        var columns = (lines.ReadLine() ?? "").Split(',').Select(column => column.Trim(' ', '"').ToUpperInvariant()).ToArray();
        var seconds = Array.FindIndex(columns, name => name.StartsWith("TIME", StringComparison.Ordinal));
        var (power, current, voltage) = (Find(columns, "POWER", "(MW)"), Find(columns, "CURRENT", "(MA)"), Find(columns, "VOLTAGE", "(V)"));
        if (seconds < 0 || (power < 0 && (current < 0 || voltage < 0)))
        {
            throw new OptionException(_path, "line 1: needs the columns Time(s), and Main Avg Current(mA) with Main Avg Voltage(V) "
                + "or Power(mW)");
        }
        for (var number = 2; lines.ReadLine() is { } line; number++)
        {
            if (line.Length == 0) continue;
            if (_seconds.Count == MaxReadings) throw new OptionException(_path, $"has more than {MaxReadings} readings; cut it");
            var cells = line.Split(',');
            var time = Number(cells, seconds, number);
            // The mean of the currents of a meter at rest may lie below 0.
            var watts = power >= 0
                ? Number(cells, power, number) / 1e3
                : Number(cells, current, number) / 1e3 * Number(cells, voltage, number);
            if (_seconds.Count > 0 && time <= _seconds[^1]) throw new OptionException(_path, $"line {number}: the time does not go on");
            _seconds.Add(time);
            _watts.Add(Math.Max(0, watts));
        }
        if (_seconds.Count < 2) throw new OptionException(_path, "has fewer than two readings");
    }

    private static int Find(string[] columns, string name, string unit) => Array.FindIndex(
        columns, column => column.Contains(name, StringComparison.Ordinal) && column.EndsWith(unit, StringComparison.Ordinal));

    private double Number(string[] cells, int column, int line) => column < cells.Length
        && double.TryParse(cells[column].Trim(' ', '"'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && Math.Abs(value) < 1e9
        ? value
        : throw new OptionException(_path, $"line {line}: has no number in column {column + 1}");
}
