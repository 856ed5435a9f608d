using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Tests.Targets;

/// <summary>An engine that runs text by the operators' own definitions.</summary>
internal sealed class TextSession(string path) : ITargetSession
{
    public const string Engine = "reader";
    public const string Delegate = "loops";

    private readonly ModelGraph _graph = TextModel.Read(path);

    public string ActualDelegate => Delegate;

    public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs) => GraphEvaluator.Run(_graph, [.. inputs]);

    public void Dispose()
    {
    }
}
