using Sartor.Core;

namespace Sartor.Kernels.Cases;

/// <summary>Functions of each element by itself, and of pairs of elements.</summary>
internal static class ElementwiseCases
{
    private static readonly Shape Image = new(1, 3, 4, 6);

    public static IEnumerable<Family> All => [.. Unary(), .. Binary(), .. Compared()];

    private static IEnumerable<Family> Unary()
    {
        string[] plain = ["ABS", "EXP", "SIN", "COS", "FLOOR", "CEIL", "ROUND", "SQUARE", "NEG", "HARD_SWISH", "ELU", "GELU"];
        foreach (var name in plain) yield return new Family(name, Image).Data(Image);
        foreach (var name in new[] { "SQRT", "RSQRT", "LOG" }) yield return new Family(name, Image).Data(Image, Domain.Positive);
        foreach (var name in new[] { "RELU", "RELU6", "RELU_N1_TO_1", "RELU_0_TO_1", "SIGN" })
            yield return new Family(name, Image).Data(Image);
        yield return new Family("LEAKY_RELU", Image).With("alpha", 0.2f).Data(Image);
        yield return new Family("LOGISTIC", Image) { Scale = OutputScale.UnitInterval }.Data(Image);
        yield return new Family("TANH", Image) { Scale = OutputScale.SignedUnitInterval }.Data(Image);
        yield return new Family("LOGICAL_NOT", Image).Data(Image);
        yield return new Family("SOFTMAX", new Shape(3, 10)) { Scale = OutputScale.UnitInterval }.With("beta", 1f).Data(new Shape(3, 10));
        yield return new Family("LOG_SOFTMAX", new Shape(3, 10)) { Scale = OutputScale.Logarithm }.Data(new Shape(3, 10));
        yield return new Family("L2_NORMALIZATION", new Shape(3, 8)) { Scale = OutputScale.SignedUnitInterval }.Data(new Shape(3, 8));
        yield return new Family("LOCAL_RESPONSE_NORMALIZATION", Image)
            .With("radius", 2L).With("bias", 1f).With("alpha", 0.1f).With("beta", 0.75f).Data(Image);
        foreach (var name in new[] { "AVERAGE_POOL_2D", "MAX_POOL_2D" })
        {
            yield return new Family(name, new Shape(1, 2, 3, 5)) { Scale = OutputScale.SameAsInput }
                .With("padding", 1L).With("stride_h", 2L).With("stride_w", 2L).With("filter_height", 2L).With("filter_width", 2L)
                .Data(new Shape(1, 4, 6, 5));
        }
    }

    private static IEnumerable<Family> Binary()
    {
        foreach (var name in new[] { "ADD", "SUB", "MUL", "SQUARED_DIFFERENCE" })
            yield return new Family(name, Image).Data(Image).Data(Image);
        foreach (var name in new[] { "DIV", "FLOOR_DIV", "FLOOR_MOD" })
            yield return new Family(name, Image).Data(Image).Data(Image, Domain.Positive);
        foreach (var name in new[] { "MAXIMUM", "MINIMUM" })
        {
            yield return new Family(name, Image) { SharesScale = true, Scale = OutputScale.SameAsInput }.Data(Image).Data(Image);
        }
        yield return new Family("POW", Image).Data(Image, Domain.Positive).Whole(new Shape(6));
        yield return new Family("PRELU", Image).Data(Image).Data(new Shape(1, 1, 6), Domain.Positive, isConstant: true);
        yield return new Family("ADD_N", Image) { SharesScale = true }.Data(Image).Data(Image).Data(Image);
        yield return new Family("BATCH_MATMUL", new Shape(2, 3, 5)).Data(new Shape(2, 3, 4)).Data(new Shape(2, 4, 5));
        foreach (var name in new[] { "LOGICAL_AND", "LOGICAL_OR" }) yield return new Family(name, Image).Data(Image).Data(Image);
        foreach (var name in new[] { "SELECT", "SELECT_V2" })
        {
            yield return new Family(name, Image) { SharesScale = true, Scale = OutputScale.SameAsInput }
                .Of(ElementType.Bool, Image).Data(Image).Data(Image);
        }
    }

    private static IEnumerable<Family> Compared()
    {
        foreach (var name in new[] { "EQUAL", "NOT_EQUAL", "LESS", "LESS_EQUAL", "GREATER", "GREATER_EQUAL" })
            yield return new Family(name, Image) { SharesScale = true, Result = ElementType.Bool }.Data(Image).Data(Image);
    }
}
