using Sartor.Contracts.Operators;
using Sartor.Contracts.Targets;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;

namespace Sartor.Convert.Tests.Targets.CoreMl;

public sealed class CoreMlTargetContractTests : ConversionTargetContract
{
    protected override IConversionTarget Target => ConversionTargets.Get("coreml");

    /// <summary>No engine runs the format: what is read back is evaluated by the operators' definitions.</summary>
    protected override IModelRunner Run(string path) => new EvaluatedModel(path);

    private sealed class EvaluatedModel : IModelRunner
    {
        private readonly ModelFile _model;

        public EvaluatedModel(string path)
        {
            _model = ModelFormats.Open(path);
            StoredWeights.Expand(_model.Graph);
        }

        public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs) => GraphEvaluator.Run(_model.Graph, [.. inputs]);

        public void Dispose() => _model.Dispose();
    }
}
