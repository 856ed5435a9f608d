using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Engines.Tests.Evaluator;

/// <summary>An engine as somebody may add one: it runs ONNX files by the operators' own definitions.</summary>
internal sealed class EvaluatorEngine : IInferenceEngine
{
    public string Name => "evaluator";

    public string Format => "onnx";

    public IReadOnlyList<string> Delegates => ["loops"];

    public string? ReferenceDelegate => null;

    public EngineAvailability Probe() => EngineAvailability.Available("1.0");

    public IInferenceSession Prepare(string modelPath, EngineOptions options) => new Session(ModelFormats.Open(modelPath));

    private sealed class Session(ModelFile model) : IInferenceSession
    {
        private Tensor[]? _inputs;
        private Tensor[]? _outputs;

        public IReadOnlyList<SessionTensor> Inputs { get; } = [.. model.Graph.Inputs.Select(Tensor)];

        public IReadOnlyList<SessionTensor> Outputs { get; } = [.. model.Graph.Outputs.Select(Tensor)];

        public Delegation Delegation => new("loops", "loops", model.Graph.Nodes.Count, model.Graph.Nodes.Count,
            [.. model.Graph.Nodes.GroupBy(node => node.Operator.Name).Select(kind => new KernelCount(kind.Key, kind.Count()))],
            "every node is evaluated by its own definition", []);

        public void Bind(IReadOnlyList<Tensor> inputs)
        {
            if (inputs.Count != Inputs.Count)
                throw new EngineException("evaluator", $"{model.Path} takes {Inputs.Count} inputs, not {inputs.Count}");
            _inputs = [.. inputs];
        }

        public void Run() => _outputs = GraphEvaluator.Run(model.Graph, _inputs ?? throw new InvalidOperationException("nothing is bound"));

        public IReadOnlyList<Tensor> ReadOutputs() => _outputs ?? throw new InvalidOperationException("nothing was run");

        public void Dispose() => model.Dispose();

        private static SessionTensor Tensor(Value value) => new(value.Name, value.Type, null, []);
    }
}
