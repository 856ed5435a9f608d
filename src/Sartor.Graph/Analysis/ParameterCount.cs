using System.Globalization;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Analysis;

/// <summary>
/// Parameters of a network, which are not always those that its file stores: a BatchNorm of C channels has 2 · C, and folded into the
/// convolution before it leaves C of them. A file that Sartor wrote says how many its source had; that is believed as far as conversion can
/// explain it: folding takes at most two parameters a bias, written-out tables and zero biases add less than there was.
/// </summary>
/// <param name="Network">Trained parameters (<see cref="ParameterConvention"/>) of the network: what the file says of its source, else
/// <paramref name="Stored"/>.</param>
/// <param name="Stored">Parameters that the file stores.</param>
/// <param name="Doubt">Why what the file says of its source was not believed; null when it was, or says nothing.</param>
public sealed record ParameterCount(long Network, long Stored, string? Doubt)
{
    /// <summary>Metadata that holds the parameters of the network that a file was converted from.</summary>
    public const string SourceKey = "sartor.source.parameters";

    // Gamma and beta of a BatchNorm, and the bias of the convolution that takes it in, become one bias.
    private const int MostFoldedPerBias = 2;

    /// <summary>Counts by what <paramref name="analysis"/> found in the graph and what its metadata says.</summary>
    public static ParameterCount Of(ModelGraph graph, GraphAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(analysis);
        var stored = analysis.Parameters;
        if (graph.Source.Metadata.GetValueOrDefault(SourceKey) is not { } text) return new(stored, stored, null);
        var most = stored + (MostFoldedPerBias * Channels(graph));
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var claimed) && claimed >= stored / 2
            && claimed <= most)
        {
            return new(claimed, stored, null);
        }
        return new(
            stored, stored,
            string.Create(
                CultureInfo.InvariantCulture,
                $"says that its source has '{Short(text)}' parameters, and conversion cannot have made {stored} of them; those that "
                + $"it stores are shown"));
    }

    /// <summary>Elements of all constant vectors: each bias is one.</summary>
    private static long Channels(ModelGraph graph) => graph.Nodes
        .SelectMany(n => n.Inputs)
        .Where(v => v is { Constant: not null, Type.Shape.Rank: 1 })
        .Distinct()
        .Sum(v => v!.Type.ElementCount ?? 0);

    private static string Short(string text) => text.Length <= 24 ? text : text[..24] + "…";
}
