using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Core;

namespace Sartor.Lab.Evaluation;

/// <summary>Runs the float network over the calibration samples of a division.</summary>
internal static class CalibrationRun
{
    /// <param name="plan">Says what the reference is.</param>
    /// <param name="sessions">Opens the network there.</param>
    /// <param name="converter">Of the model of <paramref name="inputs"/>.</param>
    /// <param name="inputs">Model and samples.</param>
    /// <param name="path">Where the network with all activations is written for the time of the run.</param>
    /// <param name="method">How ranges follow from values.</param>
    /// <param name="threads">Threads of the engine.</param>
    /// <param name="advanced">Called with the number of samples done.</param>
    /// <param name="cancellation">Ends the run, also in the middle of a sample.</param>
    /// <exception cref="EngineException">The network cannot be run here.</exception>
    /// <exception cref="UnsupportedModelException">An activation had no finite value.</exception>
    public static IReadOnlyDictionary<string, ActivationStatistics> Run(
        EnginePlan plan, IModelSessions sessions, ModelConverter converter, EvaluationInputs inputs, string path, CalibrationMethod method,
        int threads, Action<int>? advanced, CancellationToken cancellation)
    {
        try
        {
            var calibration = converter.BeginCalibration(path);
            var limits = WorkerBudget.For(calibration.Graph, new FileInfo(path).Length);
            using var runner = sessions.Open(path, plan.Reference(converter.Target), threads, limits);
            var done = 0;
            foreach (var run in inputs.Runs(inputs.Split.CalibrationIds.Items))
            {
                cancellation.ThrowIfCancellationRequested();
                var fed = inputs.Read(run);
                IndexCheck.Run(inputs, run, fed, () =>
                {
                    calibration.Add(runner, fed);
                    return 0;
                });
                advanced?.Invoke(done += run.Ids.Count);
            }
            return calibration.Statistics(method);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
