using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Lab.Scores;
using Sartor.Results.Statistics;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Tries common preprocessing on labelled samples where nothing states it: the one by which the source is right significantly more often
/// than by the assumed one (two-sided exact test of the samples that one of them makes right) takes its place.
/// </summary>
internal static class PreprocessTrial
{
    private const int MostSamples = 50;
    private const int FewestSamples = 10;
    private const double Significance = 0.05;

    /// <summary>Decides, and leaves the evidence in the notes of the inputs; does nothing where there is nothing to decide.</summary>
    /// <param name="plan">Says what runs the source.</param>
    /// <param name="sessions">Open it there.</param>
    /// <param name="inputs">Model and data; of the samples, those that calibrate are tried, so that the held-out ones stay unseen.</param>
    /// <param name="threads">Threads of the engine.</param>
    /// <param name="cancellation">Ends the trial between two samples.</param>
    /// <exception cref="EngineException">The source cannot be run.</exception>
    public static void Run(
        EnginePlan plan, IModelSessions sessions, EvaluationInputs inputs, int threads, CancellationToken cancellation)
    {
        // Where pictures are fed, it is decided.
        if (inputs.Signature.Pixels is not null) return;
        if (inputs.Guess is not { } guess || inputs.Scores.ClassOutput is not { } output || !inputs.Data.HasLabels) return;
        var others = guess.Others(inputs.ImageType, inputs.InputFacts);
        var labelled = inputs.Split.CalibrationIds.Items
            .Select(id => (Id: id, Label: inputs.Data.LabelOf(inputs.Data.IndexOf(id)))).Where(sample => sample.Label is not null)
            .Take(MostSamples).ToArray();
        if (others.Count == 0 || labelled.Length < FewestSamples) return;

        using var source = SourceSession.Start(plan, sessions, inputs.Model, inputs.Signature, threads);
        (PreprocessOptions Options, bool[] Right)[] tried = [.. others.Prepend(guess.Options).Select(options => (options, Right(options)))];
        var (assumed, best) = (tried[0], tried.MaxBy(t => t.Right.Count(right => right)));
        var chosen = PairedComparison.For(assumed.Right, best.Right).PValue < Significance ? best : assumed;
        var runnerUp = tried.Where(t => t != chosen).MaxBy(t => t.Right.Count(right => right));
        // What is right no more often than the next best is still assumed.
        if (PairedComparison.For(runnerUp.Right, chosen.Right) is not { Difference: > 0, PValue: < Significance }) return;
        inputs.UsePreprocessing(chosen.Options, Diagnostic.Note(
            "assumed-preprocessing",
            $"nothing states the preprocessing; {inputs.Describe(chosen.Options)} was chosen, because the source is then right on "
            + $"{chosen.Right.Count(right => right)} of {labelled.Length} labelled samples, and on at most "
            + $"{runnerUp.Right.Count(right => right)} with any of {tried.Length - 1} other common ways; if another is right, state it "
            + "under 'preprocess:' in a dataset.yaml (docs/data.md)"));

        // By the better of the two numberings of classes, which the answers may have to decide later.
        bool[] Right(PreprocessOptions options)
        {
            var answers = new List<int>();
            foreach (var run in inputs.Runs([.. labelled.Select(sample => sample.Id)]))
            {
                cancellation.ThrowIfCancellationRequested();
                var fed = inputs.Read(run, options);
                var answer = inputs.Answer(run, fed, source.Run(run.Id, fed, null).Outputs);
                answers.AddRange(answer.PerSample().Select(sample => Classification.Top1(sample.Outputs[output])));
            }
            bool[] At(int offset) => [.. answers.Select((answer, i) => answer == labelled[i].Label + offset)];
            return new[] { At(0), At(1) }.MaxBy(right => right.Count(r => r))!;
        }
    }
}
