using System.Diagnostics;
using Sartor.Results.Records;
using Sartor.Tailor.Operators;
using Sartor.Tailor.Operators.Fusions;
using Sartor.Tailor.SubNets;

namespace Sartor.Cli.Inspection;

/// <summary>The result of <c>sartor tailor operators</c>.</summary>
internal sealed record OperatorsDocument : IResultDocument
{
    public static string CurrentSchema => "sartor.tailor-operators/1";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The path of the network as it was given.</summary>
    public required string File { get; init; }

    /// <summary>The path of the space file; null where the space was proposed.</summary>
    public required string? SpaceFile { get; init; }

    /// <summary>The name of the space.</summary>
    public required string Space { get; init; }

    /// <summary>Networks that differ; decimal digits.</summary>
    public required string Networks { get; init; }

    /// <summary>The engine whose fusions count.</summary>
    public required string Engine { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>The forms of blocks and of the layers between them, each once.</summary>
    public required IReadOnlyList<string> Units { get; init; }

    /// <summary>The steps of the engine, each once.</summary>
    public required IReadOnlyList<string> Operators { get; init; }

    /// <summary>Finds them.</summary>
    public static OperatorsDocument Of(SuperNet network, string? spaceFile, FusionRules rules)
    {
        var clock = Stopwatch.StartNew();
        var found = SpaceOperators.Of(network, new UnitForms(network, rules));
        return new OperatorsDocument
        {
            File = network.Path,
            SpaceFile = spaceFile,
            Space = network.Space.Name,
            Networks = network.Space.DistinctCount.ToString(),
            Engine = rules.Engine,
            Seconds = Math.Round(clock.Elapsed.TotalSeconds, 3),
            Units = [.. found.Units.Keys],
            Operators = [.. found.Kernels.Select(kernel => kernel.Key)],
        };
    }
}
