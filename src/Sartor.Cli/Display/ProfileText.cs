using Sartor.Cli.Terminal;
using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Cli.Display;

/// <summary>Profiles by node for people: the steps in order of execution, and under a delegate's step the nodes that it took.</summary>
internal static class ProfileText
{
    private const int Marked = 5;

    /// <summary>Writes one table for each profile.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="profiles">What was found.</param>
    /// <param name="model">Name of the model before the target; null where there is one model.</param>
    public static void Write(CliContext context, IReadOnlyList<NodeProfile> profiles, string? model = null)
    {
        foreach (var profile in profiles)
        {
            context.Out.WriteLine($"{(model is null ? "" : $"{model} on ")}{profile.Target}: {Head(profile)}");
            if (profile.Problem is null) context.Show(Table(profile));
        }
    }

    private static string Head(NodeProfile profile) => profile.Problem is { } problem
        ? $"no profile: {problem}"
        : $"{Quantity.Of(profile.Steps.Count, "step")} of {Quantity.Of(profile.Steps.Sum(step => step.Nodes.Count), "node")}, "
            + $"{Quantity.Duration(profile.StepsNs)} of a run of {Quantity.Duration(profile.RunNs)} while steps are timed "
            + $"(median of {Quantity.Of(profile.Runs, "run")}; no latency)";

    private static TextTable Table(NodeProfile profile)
    {
        var table = new TextTable(">Step", "Kernel", "Delegate", ">Nodes", ">Median", ">Share", ">Slowest", "Output or node")
            .Dispensing("Slowest", "Delegate", "Nodes");
        ProfiledStep[] slowest = [.. profile.Steps.Where(step => step.MedianNs > 0).OrderByDescending(step => step.MedianNs).Take(Marked)];
        for (var i = 0; i < profile.Steps.Count; i++)
        {
            var step = profile.Steps[i];
            // A kernel of the engine is its own node; a delegate's name says nothing of what it executes.
            var own = step.Nodes is [var only] && only.Kernel == step.Kernel ? only : null;
            var rank = profile.Steps.Count > 1 ? Array.FindIndex(slowest, slow => ReferenceEquals(slow, step)) + 1 : 0;
            table.Row(
                Quantity.Count(i + 1), step.Kernel, step.Delegate ?? "–", Quantity.Count(step.Nodes.Count),
                step.MedianNs > 0 ? Quantity.Duration(step.MedianNs) : "0", Quantity.Percent(step.Share),
                rank > 0 ? Quantity.Count(rank) : "", own is null ? "" : Place(own));
            if (own is not null) continue;
            foreach (var node in step.Nodes) table.Row("", $"· {node.Kernel}", "", "", "", "", "", Place(node));
        }
        return table;
    }

    private static string Place(ProfiledNode node) => node.Output ?? node.Name ?? "";
}
