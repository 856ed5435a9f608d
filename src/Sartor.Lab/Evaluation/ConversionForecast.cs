using Sartor.Convert;
using Sartor.Core;
using Sartor.Formats;

namespace Sartor.Lab.Evaluation;

/// <summary>Says of a model, without writing anything, what its conversion would refuse.</summary>
public static class ConversionForecast
{
    /// <summary>The words with which a conversion to float32 would end; empty where it would not.</summary>
    /// <param name="model">An open model.</param>
    /// <param name="target">What it would be converted to.</param>
    public static IReadOnlyList<Refusal> Of(ModelFile model, IConversionTarget target)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(target);
        try
        {
            OpenDimensions.Refuse(model);
            _ = new ModelConverter(target, model.Graph);
            return [];
        }
        catch (UnsupportedModelException e)
        {
            return e.Refusals.Count > 0 ? e.Refusals : [Refusal.Of(e)];
        }
    }
}
