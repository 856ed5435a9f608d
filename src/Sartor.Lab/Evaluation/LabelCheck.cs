using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>Ends a job whose labels do not belong to the model, before anything is compared or measured with them.</summary>
internal static class LabelCheck
{
    /// <summary>Nothing is known where the source is right no more often than by guessing.</summary>
    /// <param name="inputs">The samples.</param>
    /// <param name="scores">What the source itself reaches.</param>
    /// <param name="limits">Of verification.</param>
    /// <exception cref="DataSetException">The source is not shown to be better than guessing.</exception>
    public static void Require(EvaluationInputs inputs, IEnumerable<ScoreResult> scores, GateLimits limits)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        // What the runtime computes wrongly tells nothing of the labels.
        if (RuntimeCheck.Of(inputs.Model.Graph) is not null) return;
        if (scores.FirstOrDefault(score => VerificationJudge.Guesses(score, limits)) is not { } score) return;
        var text = new GateCheck { Code = GateCode.SourceGuesses, Passed = false, Score = score }.Text;
        throw new DataSetException(inputs.Data.Path, $"{text}{Advice(inputs, score)}");
    }

    private static string Advice(EvaluationInputs inputs, ScoreResult score)
    {
        var classes = inputs.Data.ClassNames.Count;
        if (inputs.Scores.ClassOutput is { } read && classes > 0 && inputs.Scores.Outputs[read].Shape.ElementCount is var outputs
            && outputs - classes is not (0 or 1))
            return $"; the data has {Quantity.Of(classes, "class", "classes")} and the model {Quantity.Of((int)outputs, "output")}, "
                + "so list all classes of the model under 'classes' in a dataset.yaml";
        return score.Samples < VerificationJudge.EnoughSamples
            ? $"; give at least {VerificationJudge.EnoughSamples} labelled samples besides those for calibration, or leave the labels out"
            : "";
    }
}
