using System.Diagnostics;
using Sartor.Contracts;
using Sartor.Core;
using Sartor.Tailor.Codes;
using Sartor.Tailor.Search;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Spaces.Templates;

namespace Sartor.Bench.Tailoring;

/// <summary>How long an exact search takes over the published spaces with invented costs, and what searches that guess lose.</summary>
internal sealed class SearchBenchmark(TextWriter text)
{
    private const int Budgets = 50;
    private const int MostLabels = 2000;
    private const int GeneticRuns = 5;

    private static readonly string[] s_torchvision = ["resnet50", "mobilenet_v2", "convnext_tiny", "vit_b_16"];
    private static readonly string[] s_own = ["ofa_mobilenet_v3", "proxyless", "levit"];

    public void Run()
    {
        var table = new MarkdownTable(
            text, "space", "networks", "states", "front", "epsilon, share of the range", "whole front", "one budget", "GA: gap", "largest",
            "none found", "time", "beam: gap", "largest", "none found", "time");
        foreach (var name in s_torchvision) Row(table, Space(name, "SARTOR_TORCHVISION"));
        foreach (var name in s_own) Row(table, Space(name, "SARTOR_TAILOR_NETWORKS"));
    }

    // The published space of a network, from its graph in the folder that the environment names.
    private static SearchSpace Space(string name, string folder)
    {
        var file = SpaceFileReader.Read(Path.Combine(TestFiles.Root, "samples", "spaces", $"{name}.toml"), BlockTemplates.All);
        var model = Path.Combine(
            Environment.GetEnvironmentVariable(folder) ?? throw new OptionException(folder, "name the folder of the exported networks"),
            $"{name}.onnx");
        return SpaceBinding.Of(NetworkStructure.Read(model, BlockTemplates.Chosen(file.Blocks)), file).Space;
    }

    private static void Row(MarkdownTable table, SearchSpace space)
    {
        var graph = SpaceGraph.Of(space, new InventedCosts(space, seed: 1));
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
