using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;

namespace Sartor.Data.Tests.Preprocessing;

/// <summary>Numbers of another type than the input's are converted where they fit it, and refused where they do not.</summary>
public sealed class ValueFitTests
{
    private static Tensor Feed(ElementType element, Tensor values) =>
        new Preprocessor(new PreprocessOptions(), new TensorType(element, new Shape(1, values.Shape.ElementCount)), batch: 1)
            .Apply(new Sample("7", null, values) { Place = "x.npy: sample 7" });

    [Fact]
    public void ValuesThatFit_AreConverted()
    {
        Feed(ElementType.Float32, Tensor.Vector(0.1, -3e38)).ToSingles().ShouldBe([0.1f, -3e38f]);
        Feed(ElementType.Int32, Tensor.Vector(-5L, int.MaxValue)).ToInt64s().ShouldBe([-5, int.MaxValue]);
        Feed(ElementType.Int64, Tensor.Vector(101f, -7)).ToInt64s().ShouldBe([101, -7]);
        Feed(ElementType.UInt8, Tensor.Vector(0L, 255)).ToInt64s().ShouldBe([0, 255]);
        Feed(ElementType.Bool, Tensor.Vector(0L, 1)).ToInt64s().ShouldBe([0, 1]);
        Feed(ElementType.Bool, Tensor.Vector(true, false)).ToInt64s().ShouldBe([1, 0]);
        Feed(ElementType.Int64, Tensor.Vector(true, false)).ToInt64s().ShouldBe([1, 0]);
        Feed(ElementType.Float32, Tensor.Vector(true, false)).ToSingles().ShouldBe([1, 0]);
        Feed(ElementType.Float16, Tensor.Vector(65504f)).ToSingles().ShouldBe([65504]);
        Feed(ElementType.UInt64, Tensor.Vector(ulong.MaxValue)).AsSpan<ulong>()[0].ShouldBe(ulong.MaxValue);
    }

    [Fact]
    public void ValuesThatDoNotFit_AreNamed()
    {
        Problem(ElementType.Int32, Tensor.Vector(1L, 2147483648)).ShouldBe("x.npy: sample 7: has the value 2147483648 as int64, and the "
            + "model takes int32, which cannot hold it; correct the values, or save them as int32.");
        Problem(ElementType.Int64, Tensor.Vector(1.5f)).ShouldContain("has the value 1.5 as float32, and the model takes int64");
        Problem(ElementType.Int64, Tensor.Vector(9223372036854775808.0)).ShouldContain("takes int64");
        Problem(ElementType.Int64, Tensor.Vector(9223372036854775808UL)).ShouldContain("has the value 9223372036854775808 as uint64");
        Problem(ElementType.UInt8, Tensor.Vector(-1L)).ShouldContain("has the value -1");
        Problem(ElementType.Bool, Tensor.Vector(0L, 2)).ShouldContain("has the value 2 as int64, and the model takes bool");
        Problem(ElementType.Float16, Tensor.Vector(70000f)).ShouldContain("has the value 70000");
        Problem(ElementType.Int64, Tensor.Vector(float.NaN)).ShouldContain("NaN");
    }

    [Fact]
    public void Scalar_TakesOneValue()
    {
        var fed = new Preprocessor(new PreprocessOptions(), new TensorType(ElementType.Float32, Shape.Scalar), batch: 1)
            .Apply(new Sample("0", null, Tensor.Scalar(3f)));
        (fed.Shape.Rank, fed.ToSingles()[0]).ShouldBe((0, 3f));
    }

    private static string Problem(ElementType element, Tensor values) =>
        Should.Throw<DataSetException>(() => Feed(element, values)).Message;
}
