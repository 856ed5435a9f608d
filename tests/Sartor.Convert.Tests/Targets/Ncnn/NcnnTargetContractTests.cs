using Sartor.Contracts.Operators;
using Sartor.Contracts.Targets;
using Sartor.Core;
using Sartor.Formats;

namespace Sartor.Convert.Tests.Targets.Ncnn;

public sealed class NcnnTargetContractTests : ConversionTargetContract
{
    protected override IConversionTarget Target => ConversionTargets.Get("ncnn");

    /// <summary>No engine runs the format: what is read back is evaluated by the operators' definitions.</summary>
    protected override IModelRunner Run(string path) => new EvaluatedModel(path);

    private sealed class EvaluatedModel(string path) : IModelRunner
    {
        private readonly ModelFile _model = ModelFormats.Open(path);

        public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs) => GraphEvaluator.Run(_model.Graph, [.. inputs]);

        public void Dispose() => _model.Dispose();
    }
}
