using System.Diagnostics;
using Sartor.Tailor.Search;

namespace Sartor.Bench.Tailoring;

/// <summary>How long an exact search takes over spaces of the sizes of published ones, and what searches that guess lose.</summary>
internal sealed class SearchBenchmark(TextWriter text)
{
    private const int Budgets = 50;
    private const int MostLabels = 2000;
    private const int GeneticRuns = 5;

    // The sizes of Table 3 of AutoTailor; which blocks a depth leaves out is that of the networks.
    private static readonly SyntheticSpace[] s_spaces =
    [
        new("ResNet50", 25, 3, [(1, [3, 3, 3]), (3, [3, 3, 3, 3]), (3, [3, 3, 3, 3, 3, 3]), (3, [3, 3, 3])]),
        new("MobileNetV2", 25, 1, [(1, [3, 3]), (3, [3, 3, 3]), (3, [3, 3, 3, 3]), (3, [3, 3, 3]), (3, [3, 3, 3]), (1, [3])]),
        new("MobileNetV3", 25, 1, [.. Enumerable.Repeat((3, (IReadOnlyList<int>)[9, 9, 9, 9]), 5)]),
        new("ProxylessNAS", 25, 1, [.. Enumerable.Repeat((3, (IReadOnlyList<int>)[9, 9, 9, 9]), 5), (1, [9])]),
        new("ConvNeXt-Tiny", 25, 3, [(3, [9, 9, 9]), (3, [9, 9, 9]), (3, [9, 9, 9, 9, 9, 9, 9, 9, 9]), (3, [9, 9, 9])]),
        new("ViT-Base", 7, 1, [(12, [.. Enumerable.Repeat(7, 12)])]),
        new("LeViT", 33, 1, [.. Enumerable.Repeat((6, (IReadOnlyList<int>)[8, 8, 12, 12, 12, 12, 12]), 6)]),
    ];

    public void Run()
    {
        var table = new MarkdownTable(
            text, "space", "networks", "states", "front", "epsilon, share of the range", "whole front", "one budget", "GA: gap", "largest",
            "none found", "time", "beam: gap", "largest", "none found", "time");
        foreach (var space in s_spaces) Row(table, space);
    }

    private static void Row(MarkdownTable table, SyntheticSpace space)
    {
        var graph = space.Graph(seed: 1);
        var (front, time) = Timed(() => new ExactSearch(graph) { MostLabels = MostLabels }.Run());
        var (least, most) = (front.Paths[0].Costs[0], front.Paths[^1].Costs[0]);
        var losses = front.Paths[0].Costs[1] - front.Paths[^1].Costs[1];
        double exactTime = 0, geneticTime = 0, beamTime = 0;
        var (genetic, beam) = (new List<double>(), new List<double>());
        for (var b = 0; b < Budgets; b++)
        {
            var budget = least + ((b + 0.5) * (most - least) / Budgets);
            var (exact, took) = Timed(() => BudgetSearch.Run(graph, budget).Best[0].Costs[1]);
            exactTime += took;
            var (guessed, tookGenetic) = Timed(() => Enumerable.Range(0, GeneticRuns)
                .Select(run => new GeneticSearch(graph, (b * GeneticRuns) + run).Run(budget))
                .MinBy(found => found?.Costs[1] ?? double.MaxValue));
            var (beamed, tookBeam) = Timed(() => new BeamSearch(graph, b).Run(budget));
            geneticTime += tookGenetic;
            beamTime += tookBeam;
            if (guessed is not null) genetic.Add((guessed.Costs[1] - exact) / losses);
            if (beamed is not null) beam.Add((beamed.Costs[1] - exact) / losses);
        }
        table.Row(
            space.Name, FormattableString.Invariant($"{(double)graph.CountPaths():0.0e0}"), $"{graph.StateCount}", $"{front.Paths.Count}",
            FormattableString.Invariant($"{front.Epsilon / (most - least):0.0000}"), Seconds(time), Seconds(exactTime / Budgets),
            MarkdownTable.Percent(genetic.Average()), MarkdownTable.Percent(genetic.Max()), $"{Budgets - genetic.Count}",
            Seconds(geneticTime / Budgets), MarkdownTable.Percent(beam.Average()), MarkdownTable.Percent(beam.Max()),
            $"{Budgets - beam.Count}", Seconds(beamTime / Budgets));
        if (genetic.Concat(beam).Min() < -1e-9) throw new InvalidOperationException("a search that guesses was better than the exact one");
    }

    private static (T Result, double Seconds) Timed<T>(Func<T> work)
    {
        var clock = Stopwatch.StartNew();
        var result = work();
        return (result, clock.Elapsed.TotalSeconds);
    }

    private static string Seconds(double seconds) => FormattableString.Invariant($"{seconds:0.000} s");
}
