using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Says of files that the runtime computes wrongly that it does. Their numbers say nothing about the network, its labels or its
/// preprocessing, and their latency is that of a wrong file.
/// </summary>
internal static class RuntimeCheck
{
    /// <summary>The check that a verdict on such files fails; null where the runtime computes every node of them.</summary>
    public static GateCheck? Of(params IReadOnlyList<ModelGraph> graphs)
    {
        var problems = graphs.SelectMany(g => RuntimeFault.Of(g.Diagnostics).Where(d => d.Code == RuntimeFault.Wrong)
            .Select(d => $"{g.Name}: {d.Message.TrimEnd('.')}")).Distinct().ToArray();
        return problems.Length == 0
            ? null
            : new GateCheck { Code = GateCode.RuntimeWrong, Passed = false, Detail = string.Join("; ", problems) };
    }

    /// <summary>The verdicts with that check before all others. That the source guesses is no finding then.</summary>
    public static IReadOnlyList<Verdict> Apply(IReadOnlyList<Verdict> verdicts, GateCheck? fault) => fault is null
        ? verdicts
        :
        [
            .. verdicts.Select(v => v with
            {
                Gate = Gate.Of([fault, .. v.Gate.Checks.Where(c => c.Code != GateCode.SourceGuesses)]),
            }),
        ];

    /// <summary>The verdicts with that check, each for the runtime of its own engine; the source runs in the usual one.</summary>
    public static IReadOnlyList<Verdict> Apply(IReadOnlyList<Verdict> verdicts, ModelFile source, ModelFile variant) =>
    [
        .. verdicts.GroupBy(v => v.Target.Engine).SelectMany(group => Apply([.. group], Of(source.Graph, In(group.Key, variant)))),
    ];

    private static ModelGraph In(string runtime, ModelFile file)
    {
        if (!ModelFormats.Runtimes.Contains(runtime)) return file.Graph;
        using var again = ModelFormats.Open(file.Path, new ModelReadOptions { Runtime = runtime });
        return again.Graph;
    }

    /// <summary>The runtime of the engines that were asked for, where that is one whose kernels are known; else null.</summary>
    public static string? RuntimeOf(IReadOnlyList<string> engines) =>
        engines.Select(name => name.Split('/')[0]).Distinct().ToArray() is [var only] && ModelFormats.Runtimes.Contains(only) ? only : null;

    /// <summary>Trials with the diagnostics of their file that speak of the runtime.</summary>
    public static IReadOnlyList<TrialResult> Flag(IReadOnlyList<TrialResult> trials, ModelGraph graph)
    {
        Diagnostic[] faults = [.. RuntimeFault.Of(graph.Diagnostics)];
        return faults.Length == 0 ? trials : [.. trials.Select(t => t with { Diagnostics = [.. faults, .. t.Diagnostics] })];
    }
}
