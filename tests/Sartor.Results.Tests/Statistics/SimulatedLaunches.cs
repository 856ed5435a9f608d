namespace Sartor.Results.Tests.Statistics;

/// <summary>Launches of a machine whose truth is known: a latency, a difference between launches, a tail within them.</summary>
internal sealed class SimulatedLaunches(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Standard normal (Box &amp; Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    /// <summary>Medians of launches that scatter around a latency by a share.</summary>
    public double[] Medians(int count, double latency, double between) =>
        [.. Enumerable.Range(0, count).Select(_ => latency * Math.Exp(between * Normal()))];

    /// <summary>Runs of one launch: its own latency, and an exponential tail whose median lies at it.</summary>
    public double[] Runs(int count, double latency, double between, double within)
    {
        var own = latency * Math.Exp(between * Normal());
        return [.. Enumerable.Range(0, count).Select(_ => own * (1 + (within * (-Math.Log(1 - _random.NextDouble()) - Math.Log(2)))))];
    }
}
