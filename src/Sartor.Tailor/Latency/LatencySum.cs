using Sartor.Core;

namespace Sartor.Tailor.Latency;

/// <summary>The sum of the parts of a network, as far as a table has them.</summary>
/// <param name="Milliseconds">Of the parts that it has.</param>
/// <param name="Missing">The keys of the others, each once: with any, the sum says nothing of the network.</param>
internal sealed record LatencySum(double Milliseconds, EquatableArray<string> Missing)
{
    public bool IsCovered => Missing.Count == 0;
}
