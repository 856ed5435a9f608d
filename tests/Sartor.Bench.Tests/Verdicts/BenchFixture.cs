using Sartor.Bench.Verdicts;
using Sartor.Contracts;

namespace Sartor.Bench.Tests.Verdicts;

/// <summary>The generated networks of the bench, each opened once, with what runs them.</summary>
public sealed class BenchFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, (JudgedNetwork Judged, RightFiles Right)> _open = [];

    internal PooledSessions Sessions { get; } = new();

    /// <summary>A network of that name with its right files.</summary>
    internal (JudgedNetwork Judged, RightFiles Right) Open(string name)
    {
        if (_open.TryGetValue(name, out var known)) return known;
        var network = BenchNetworks.All.Concat(OddNetworks.All).Single(n => n.Name == name);
        var judged = JudgedNetwork.Open(network, 1, _folder.Path, Sessions);
        return _open[name] = (judged, new RightFiles(judged, Sessions));
    }

    public void Dispose()
    {
        foreach (var (judged, _) in _open.Values) judged.Dispose();
        Sessions.Dispose();
        _folder.Dispose();
    }
}
