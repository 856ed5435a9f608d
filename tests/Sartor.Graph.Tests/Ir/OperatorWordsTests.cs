using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Ir;

public sealed class OperatorWordsTests
{
    [Fact]
    public void Attributes_AreSaidInWords()
    {
        OperatorWords.Of(new Concat(1)).ShouldBe("Concat (axis 1, activation none)");
        OperatorWords.Of(new Abs()).ShouldBe("Abs");
        OperatorWords.Of(new Reduce(ReductionKind.Mean, [2, 3], true)).ShouldBe("ReduceMean (kind mean, axes [2,3], keep axes true)");
    }

    /// <summary>Whatever its attributes, a message never shows how C# prints a record.</summary>
    [Fact]
    public void NoOperatorOfTheCases_ShowsARecord()
    {
        foreach (var op in Operators.OperatorCases.All)
        {
            var words = OperatorWords.Of(op.Operator);
            words.ShouldNotContain(" = ");
            words.ShouldNotContain("{");
            words.ShouldStartWith(op.Operator.Name);
        }
    }

    [Fact]
    public void TypesThatDoNotFit_AreToldWithoutNamesOfTheRuntime()
    {
        var graph = new ModelGraph("m.onnx");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 3, 8, 8)));
        var message = Should.Throw<UnsupportedModelException>(() => graph.Add(new Transpose(new Permutation([1, 0])), [x], "t")).Message;
        message.ShouldNotContain("Parameter");
        message.ShouldNotContain(" = ");
    }
}
