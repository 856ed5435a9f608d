using Sartor.Bench.Verdicts;
using Sartor.Convert;
using Sartor.Core;

namespace Sartor.Bench.Tests.Verdicts;

public sealed class OutputChangeTests
{
    private static readonly Shape s_rows = new(1, 2, 3);

    [Fact]
    public void Change_IsThatOfTheWorstChannel()
    {
        // The second channel is small: its error is nothing beside the first one.
        float[] right = [100, 200, 300, 1, 2, 4], wrong = [100, 200, 301, 1, 2, 3];

        OutputChange.Between([[right]], [[wrong]], [Output(null)]).ShouldBe(0.25);
    }

    [Fact]
    public void Step_OfAnInteger_IsRounding()
    {
        float[] right = [0, 1, 2, 3, 4, 5], near = [1, 1, 2, 3, 4, 4], far = [2, 1, 2, 3, 4, 5];
        var output = Output(QuantizationParameters.PerTensor(1, 0));

        OutputChange.Between([[right]], [[near]], [output]).ShouldBe(0);
        OutputChange.Between([[right]], [[far]], [output]).ShouldBe(0.999 / 2, 1e-6);
    }

    [Fact]
    public void NaN_IsNoNumberAtAll()
    {
        float[] right = [0, 1, 2, 3, 4, 5], nan = [0, 1, 2, 3, 4, float.NaN];

        OutputChange.Between([[right]], [[nan]], [Output(null)]).ShouldBe(double.PositiveInfinity);
        OutputChange.Between([[nan]], [[nan]], [Output(null)]).ShouldBe(0);
        OutputChange.Loss([[right]], [[nan]], [Output(null)]).ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void Loss_IsTheErrorBesideTheSpread()
    {
        // Each channel: −1, 0, 1 of deviation √(2/3), and an error of 0.3 in one of three.
        float[] source = [-1, 0, 1, 9, 9, 9], variant = [-1, 0.3f, 1, 8, 8, 8];

        // The constant channel has no spread to compare with.
        OutputChange.Loss([[source]], [[variant]], [Output(null)]).ShouldBe(0.3 / Math.Sqrt(2), 1e-6);
    }

    private static TensorMapping Output(QuantizationParameters? quantization) =>
        new("y", s_rows, new TensorType(quantization is null ? ElementType.Float32 : ElementType.Int8, s_rows), null, quantization);
}
