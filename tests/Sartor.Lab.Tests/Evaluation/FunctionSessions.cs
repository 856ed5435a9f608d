using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Evaluation;

/// <summary>Sessions that compute by a function, whatever the file holds, and keep account of what was asked.</summary>
/// <param name="compute">Given the number of the session, from 0, and the inputs.</param>
internal sealed class FunctionSessions(Func<int, IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> compute) : IModelSessions
{
    public FunctionSessions(Func<float[], float[]> compute)
        : this((_, inputs) => [Tensor.Vector(compute(inputs[0].ToSingles()))])
    {
    }

    /// <summary>What each session that was opened runs on.</summary>
    public List<EngineTarget> Opened { get; } = [];

    /// <summary>The first input of each run.</summary>
    public List<Tensor> Fed { get; } = [];

    /// <summary>What a session says that it runs on; the delegate that was asked for where it is null.</summary>
    public string? ActualDelegate { get; init; }

    public ITargetSession Open(string modelPath, EngineTarget target, int threads, EngineWorkerOptions limits)
    {
        Opened.Add(target);
        return new Session(this, Opened.Count - 1, ActualDelegate ?? target.Delegate);
    }

    private sealed class Session(FunctionSessions owner, int number, string actual) : ITargetSession
    {
        public string ActualDelegate => actual;

        public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs)
        {
            owner.Fed.Add(inputs[0]);
            return owner.Compute(number, inputs);
        }

        public void Dispose()
        {
        }
    }

    private IReadOnlyList<Tensor> Compute(int number, IReadOnlyList<Tensor> inputs) => compute(number, inputs);
}
