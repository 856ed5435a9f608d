using Sartor.Contracts;
using Sartor.Graph.Bindings;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>
/// ONNX operators with each attribute away from its default and left out, with inputs of several ranks and element types: what Sartor
/// reads, evaluated, is what ONNX Runtime computes.
/// </summary>
public sealed class AttributeTests
{
    public static TheoryData<string> Names => [.. AttributeCases.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Operator_MeansWhatOnnxRuntimeComputes(string name) => OnnxRuntimeAgreement.Check(name, AttributeCases.All[name].Build());

    /// <summary>An operator that gets a reader gets a case.</summary>
    [Fact]
    public void Cases_CoverEveryOperatorThatIsRead()
    {
        // Quantised tensors have no evaluation; Upsample is no operator of these operator sets (OpsetBorderTests).
        string[] elsewhere = ["QuantizeLinear", "DequantizeLinear", "Upsample"];
        var bindings = Instances.Of<OperatorBinding>(typeof(OperatorBinding).Assembly).Where(b => b.Format == "onnx");
        bindings.SelectMany(b => b.Types).Except(AttributeCases.All.Keys.Select(k => k.Split(' ')[0])).Except(elsewhere).ShouldBeEmpty();
    }
}
