using Sartor.Convert;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>What makes the variants of a fit.</summary>
/// <param name="Converter">Null for a source of integers, which is measured as it is.</param>
/// <param name="Problem">Why there is none.</param>
internal sealed record FitConverter(ModelConverter? Converter, string? Problem)
{
    /// <exception cref="UnsupportedModelException">Nodes cannot be converted; the message names all of them.</exception>
    public static FitConverter Of(IConversionTarget target, ModelGraph graph, SourceModel source, CancellationToken cancellation)
    {
        try
        {
            return new FitConverter(new ModelConverter(target, graph, SourceModels.Provenance(source), cancellation), null);
        }
        catch (UnsupportedModelException e) when (e.Refusals.Count == 0)
        {
            return new FitConverter(null, e.Message);
        }
    }
}
