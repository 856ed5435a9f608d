using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Operators;

/// <summary>Evaluation in each element type: integers wrap to their width as C#'s unchecked casts do, and floats are rounded.</summary>
public sealed class ElementTypeTests
{
    private static readonly long[] s_values =
        [-129, -128, -1, 0, 1, 127, 128, 255, 256, 300, 32768, 65535, 65536, 1L << 31, (1L << 32) + 5];

    private static readonly Dictionary<ElementType, Func<long, long>> s_wraps = new()
    {
        [ElementType.Int8] = v => unchecked((sbyte)v),
        [ElementType.UInt8] = v => unchecked((byte)v),
        [ElementType.Int16] = v => unchecked((short)v),
        [ElementType.UInt16] = v => unchecked((ushort)v),
        [ElementType.Int32] = v => unchecked((int)v),
        [ElementType.UInt32] = v => unchecked((uint)v),
        [ElementType.Int64] = v => v,
        [ElementType.UInt64] = v => v,
    };

    public static TheoryData<ElementType> Integers => [.. s_wraps.Keys];

    [Theory, MemberData(nameof(Integers))]
    public void Cast_OfIntegers_Wraps(ElementType element)
    {
        var result = Evaluate(new Cast(element), Tensor.Vector(s_values.AsSpan()));
        result.Element.ShouldBe(element);
        result.ToInt64s().ShouldBe(s_values.Select(s_wraps[element]));
    }

    [Theory, MemberData(nameof(Integers))]
    public void Arithmetic_OfIntegers_Wraps(ElementType element)
    {
        var x = Tensor.Vector<long>(1, 2, 3, 100, 127).ConvertTo(element);
        var wrap = s_wraps[element];
        Evaluate(new Add(), x, x).ToInt64s().ShouldBe(x.ToInt64s().Select(v => wrap(v + v)));
        Evaluate(new Mul(), x, x).ToInt64s().ShouldBe(x.ToInt64s().Select(v => wrap(v * v)));
        Evaluate(new Sub(), x, Tensor.Vector<long>(2, 1, 3, 127, 100).ConvertTo(element)).ToInt64s()
            .ShouldBe(new long[] { -1, 1, 0, -27, 27 }.Select(wrap));
        Evaluate(new Maximum(), x, Tensor.Scalar(3).ConvertTo(element)).ToInt64s().ShouldBe([3, 3, 3, 100, 127]);
        Evaluate(new Minimum(), x, Tensor.Scalar(3).ConvertTo(element)).ToInt64s().ShouldBe([1, 2, 3, 3, 3]);
        Evaluate(new Reduce(ReductionKind.Sum, [0], false), x).ToInt64s().ShouldBe([wrap(233)]);
        Evaluate(new Reduce(ReductionKind.Product, [0], false), x).ToInt64s().ShouldBe([wrap(76200)]);
        Evaluate(new Reduce(ReductionKind.Max, [0], false), x).ToInt64s().ShouldBe([127]);
        Evaluate(new Reduce(ReductionKind.Min, [0], false), x).ToInt64s().ShouldBe([1]);
        Evaluate(new ArgMax(0, false), x).ToInt64s().ShouldBe([4]);
        Evaluate(new Less(), x, Tensor.Scalar(3).ConvertTo(element)).ToInt64s().ShouldBe([1, 1, 0, 0, 0]);
        Evaluate(new Concat(0), x, x).ToInt64s().ShouldBe([.. x.ToInt64s(), .. x.ToInt64s()]);
        Evaluate(new Gather(0), x, Tensor.Vector(4, -5)).ToInt64s().ShouldBe([127, 1]);
        Evaluate(new Pad(PadMode.Constant, [1], [0], 7), x).ToInt64s().ShouldBe([7, .. x.ToInt64s()]);
        Evaluate(new Slice([4], [2], [-3]), x).ToInt64s().ShouldBe([127, 2]);
    }

    [Fact]
    public void Extrema_OfIntegersOfOneSign_AreElements()
    {
        foreach (var sign in new[] { 1L, -1 })
        {
            var x = Tensor.Create(new Shape(2, 2), [sign * 5, sign * 7, sign * 9, sign * 6]);
            Evaluate(new Reduce(ReductionKind.Max, [1], false), x).ToInt64s().ShouldBe(sign > 0 ? [7, 9] : [-5, -6]);
            Evaluate(new Reduce(ReductionKind.Min, [1], false), x).ToInt64s().ShouldBe(sign > 0 ? [5, 6] : [-7, -9]);
            var floats = x.ConvertTo(ElementType.Float32);
            Evaluate(new Reduce(ReductionKind.Max, [1], false), floats).ToInt64s().ShouldBe(sign > 0 ? [7, 9] : [-5, -6]);
            Evaluate(new Reduce(ReductionKind.Min, [1], false), floats).ToInt64s().ShouldBe(sign > 0 ? [5, 6] : [-7, -9]);
        }
    }

    [Fact]
    public void Reductions_OfNothing_GiveTheirIdentity()
    {
        var x = Tensor.Create(new Shape(2, 0), Array.Empty<float>());
        (ReductionKind Kind, double Identity)[] identities =
        [
            (ReductionKind.Sum, 0), (ReductionKind.Product, 1), (ReductionKind.Max, double.NegativeInfinity),
            (ReductionKind.Min, double.PositiveInfinity),
        ];
        foreach (var (kind, identity) in identities)
            Evaluate(new Reduce(kind, [1], false), x).ToDoubles().ShouldBe([identity, identity], $"{kind}");
        var bools = Tensor.Create(new Shape(2, 0), Array.Empty<bool>());
        Evaluate(new Reduce(ReductionKind.All, [1], false), bools).ToInt64s().ShouldBe([1, 1]);
        Evaluate(new Reduce(ReductionKind.Any, [1], false), bools).ToInt64s().ShouldBe([0, 0]);
    }

    [Fact]
    public void Cast_OfFloats_TruncatesAndOfBools_IsZeroOrOne()
    {
        var x = Tensor.Vector(-1.9f, -0.5f, 0, 0.5f, 1.9f);
        Evaluate(new Cast(ElementType.Int32), x).ToInt64s().ShouldBe([-1, 0, 0, 0, 1]);
        Evaluate(new Cast(ElementType.Bool), x).ToInt64s().ShouldBe([1, 1, 0, 1, 1]);
        Evaluate(new Cast(ElementType.Bool), Tensor.Vector<long>(256, 0, -1)).ToInt64s().ShouldBe([1, 0, 1]);
        Evaluate(new Cast(ElementType.Float32), Tensor.Vector(true, false)).ToDoubles().ShouldBe([1, 0]);
        Evaluate(new Cast(ElementType.Float16), Tensor.Vector(2049f)).ToDoubles().ShouldBe([2048]);
        Evaluate(new Cast(ElementType.UInt8), Tensor.Vector(true, false)).ToInt64s().ShouldBe([1, 0]);
    }

    /// <summary>Division by zero has no value in integers: nothing is evaluated, and nothing throws.</summary>
    [Fact]
    public void Quotient_OfIntegersByZero_IsNotEvaluated()
    {
        new Div().Evaluate([Tensor.Vector(1), Tensor.Vector(0)]).ShouldBeNull();
        new Modulo(true).Evaluate([Tensor.Vector(1), Tensor.Vector(0)]).ShouldBeNull();
        new Div().Evaluate([Tensor.Vector(1f), Tensor.Vector(0f)]).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-3)]
    public void Choice_BeyondTheData_IsNotEvaluated(int index)
    {
        var (data, indices) = (Tensor.Vector(1f, 2), Tensor.Vector(index));
        new Gather(0).Evaluate([data, indices]).ShouldBeNull();
        new GatherElements(0).Evaluate([data, indices]).ShouldBeNull();
        new ScatterND().Evaluate([data, Tensor.Create(new Shape(1, 1), [index]), Tensor.Vector(1f)]).ShouldBeNull();
    }

    /// <summary>What has no evaluation in an element type says so instead of computing something.</summary>
    [Fact]
    public void OtherTypes_AreNotEvaluated()
    {
        Tensor integers = Tensor.Vector(1, 2, 3), bools = Tensor.Vector(true, false, true), floats = Tensor.Vector(1f, 2, 3);
        new Softmax(0).Evaluate([integers]).ShouldBeNull();
        new LogSoftmax(0).Evaluate([integers]).ShouldBeNull();
        new ArgMax(0, false).Evaluate([bools]).ShouldBeNull();
        new MatMul().Evaluate([integers.Reshape(new Shape(1, 3)), integers.Reshape(new Shape(3, 1))]).ShouldBeNull();
        new FullyConnected(WeightLayout.OutputInput).Evaluate([floats, integers.Reshape(new Shape(1, 3))]).ShouldBeNull();
        new FullyConnected(WeightLayout.OutputInput).Evaluate([integers, floats.Reshape(new Shape(1, 3))]).ShouldBeNull();
        new Gather(0).Evaluate([floats, floats]).ShouldBeNull();
        new GatherElements(0).Evaluate([floats, floats]).ShouldBeNull();
        new ScatterND().Evaluate([floats, Tensor.Create(new Shape(1, 1), [0f]), floats]).ShouldBeNull();
        new Add(Activation.Relu).Evaluate([integers, integers]).ShouldBeNull();
        new Concat(0, Activation.Relu).Evaluate([floats, floats]).ShouldBeNull();
        new LayerNormalization(0, 1).Evaluate([integers, integers]).ShouldBeNull();
        new LocalResponseNormalization(ChannelLayout.ChannelsLast, 3, 1, 1, 1).Evaluate([integers.Reshape(new Shape(1, 3))]).ShouldBeNull();
        new Resize(ResizeMode.Linear, ResizeCoordinates.Asymmetric, ResizeRounding.Floor, [3], [1]).Evaluate([integers]).ShouldBeNull();
        new Dequantize().Evaluate([integers]).ShouldBeNull();
    }

    private static Tensor Evaluate(Operator op, params Tensor?[] inputs) => op.Evaluate(inputs).ShouldNotBeNull().ShouldHaveSingleItem();
}
