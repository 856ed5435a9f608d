namespace Sartor.Workers.Host;

/// <summary>Readings of a power meter with their times, in memory that is there before the first.</summary>
/// <param name="capacity">Most readings; further ones are not kept.</param>
/// <param name="counts">Whether the readings are an energy that grows, in µJ; otherwise a power in µW.</param>
internal sealed class PowerSeries(int capacity, bool counts)
{
    private readonly double[] _seconds = new double[capacity];
    private readonly double[] _values = new double[capacity];
    private int _count;

    /// <summary>Takes a reading; times do not go back.</summary>
    public void Add(double seconds, double value)
    {
        if (_count == capacity) return;
        (_seconds[_count], _values[_count]) = (seconds, value);
        _count++;
    }

    /// <summary>Readings from one time to another.</summary>
    public int Count(double from, double to) =>
        _seconds.AsSpan(0, _count).ToArray().Count(seconds => seconds >= from && seconds <= to);

    /// <summary>
    /// The energy between two times, in µJ: the trapezoids of a power, the difference of a counter; both are interpolated at the ends.
    /// Null where the readings do not cover the time.
    /// </summary>
    public double? Energy(double from, double to)
    {
        if (At(from) is not { } first || At(to) is not { } last) return null;
        if (counts) return last - first;
        var (sum, time, value) = (0.0, from, first);
        for (var i = 0; i < _count; i++)
        {
            if (_seconds[i] <= from || _seconds[i] >= to) continue;
            sum += (_seconds[i] - time) * (value + _values[i]) / 2;
            (time, value) = (_seconds[i], _values[i]);
        }
        return sum + ((to - time) * (value + last) / 2);
    }

    private double? At(double time)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_seconds[i] < time) continue;
            if (_seconds[i] == time) return _values[i];
            if (i == 0) return null;
            var share = (time - _seconds[i - 1]) / (_seconds[i] - _seconds[i - 1]);
            return _values[i - 1] + (share * (_values[i] - _values[i - 1]));
        }
        return null;
    }
}
