using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Bench.Verdicts;

/// <summary>What one way of judging says of a file.</summary>
/// <param name="Way"><c>convert</c>, or <c>data</c>.</param>
/// <param name="Passed">True where every target passed it.</param>
/// <param name="Reason">The first check that failed; empty where it passed.</param>
internal sealed record WayVerdict(string Way, bool Passed, string Reason)
{
    /// <summary>Judges; what nothing runs is refused.</summary>
    public static WayVerdict Of(string way, Func<IReadOnlyList<Verdict>> judge)
    {
        try
        {
            var failed = judge().FirstOrDefault(verdict => !verdict.Gate.Passed);
            return new WayVerdict(way, failed is null, failed?.Gate.Reasons.First() ?? "");
        }
        catch (SartorException e)
        {
            return new WayVerdict(way, false, e.Message);
        }
    }
}
