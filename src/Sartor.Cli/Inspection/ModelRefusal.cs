using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Cli.Inspection;

/// <summary>What a verb writes with <c>--json</c> where nodes of a model are in the way; the exit code is 2.</summary>
internal sealed record ModelRefusal : IResultDocument
{
    public static string CurrentSchema => "sartor.refusal/1";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The sentence of the error stream.</summary>
    public required string Error { get; init; }

    /// <summary>How many nodes are in the way.</summary>
    public required int Refused { get; init; }

    /// <summary>The first 20 of them, in the order of the nodes; those that only read one are not among them.</summary>
    public required IReadOnlyList<InspectedRefusal> Refusals { get; init; }

    public static ModelRefusal Of(UnsupportedModelException error) => new()
    {
        Error = error.Message,
        Refused = error.Refusals.Count,
        Refusals = InspectedConversion.Of("", error.Refusals).Refusals,
    };
}
