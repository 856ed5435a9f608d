using System.Globalization;
using Sartor.Convert.Verification;
using Sartor.Core;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Names the value of a sample that indexes past the end of a table, where an engine did not take the sample: then the data are wrong, not
/// the engine. What computes with indices may bring any value into range, so nothing is refused beforehand.
/// </summary>
internal static class IndexCheck
{
    /// <summary>Runs a sample.</summary>
    /// <param name="inputs">Where it comes from.</param>
    /// <param name="run">The sample.</param>
    /// <param name="fed">Its inputs, as the source takes them.</param>
    /// <param name="infer">Runs them.</param>
    /// <exception cref="DataSetException">It failed, and a value is no index.</exception>
    /// <exception cref="EngineException">It failed for another reason.</exception>
    public static T Run<T>(EvaluationInputs inputs, SampleRun run, IReadOnlyList<Tensor> fed, Func<T> infer)
    {
        try
        {
            return infer();
        }
        catch (EngineException e) when (Problem(inputs, fed) is { } problem)
        {
            throw new DataSetException(inputs.Data.Path, $"sample '{run.Name}': {problem}", e);
        }
    }

    private static string? Problem(EvaluationInputs inputs, IReadOnlyList<Tensor> fed)
    {
        var domains = InputDomains.Of(inputs.Model.Graph, negativeIndices: true);
        for (var i = 0; i < fed.Count; i++)
        {
            var domain = domains[i];
            if (domain.Origin != DomainOrigin.Graph) continue;
            foreach (var value in fed[i].ToDoubles())
            {
                if (value >= domain.Low && value <= domain.High) continue;
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"the input '{inputs.Signature.Inputs[i].Name}' has the value {value}, an index past the {domain.High + 1} entries "
                    + $"that the network looks up: 0 to {domain.High}; correct the data, or give those that belong to this network");
            }
        }
        return null;
    }
}
