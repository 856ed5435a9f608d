using Sartor.Core;

namespace Sartor.Convert.Tests.Quantization;

/// <summary>A model that answers by a script; what it was fed is kept.</summary>
internal sealed class ScriptedRunner(Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> answer) : IModelRunner
{
    /// <summary>The inputs of each call.</summary>
    public List<IReadOnlyList<Tensor>> Fed { get; } = [];

    public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs)
    {
        Fed.Add(inputs);
        return answer(inputs);
    }

    public void Dispose()
    {
    }
}
