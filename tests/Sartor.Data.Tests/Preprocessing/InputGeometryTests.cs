using Sartor.Core;
using Sartor.Data.Preprocessing;

namespace Sartor.Data.Tests.Preprocessing;

public sealed class InputGeometryTests
{
    public static TheoryData<long[], InputGeometry?> Shapes => new()
    {
        { [1, 224, 160, 3], new InputGeometry(1, 224, 160, 3, TensorLayout.Nhwc) },
        { [1, 3, 224, 160], new InputGeometry(1, 224, 160, 3, TensorLayout.Nchw) },
        { [1, 1, 28, 28], new InputGeometry(1, 28, 28, 1, TensorLayout.Nchw) },
        { [4, 28, 28, 1], new InputGeometry(4, 28, 28, 1, TensorLayout.Nhwc) },
        { [1, 1, 3, 3], new InputGeometry(1, 3, 3, 1, TensorLayout.Nchw) },
        { [3, 32, 32], new InputGeometry(1, 32, 32, 3, TensorLayout.Nchw) },
        { [32, 32, 3], new InputGeometry(1, 32, 32, 3, TensorLayout.Nhwc) },
        { [1, 28, 28], new InputGeometry(1, 28, 28, 1, TensorLayout.Nhwc) },
        { [1, 784], new InputGeometry(1, 0, 0, 0, TensorLayout.Flat) },
        { [1, 12, 30, 30], new InputGeometry(1, 0, 0, 0, TensorLayout.Flat) },
        { [1, 4, 8, 8], new InputGeometry(1, 0, 0, 0, TensorLayout.Flat) },
        { [2, 8, 8, 4], new InputGeometry(2, 0, 0, 0, TensorLayout.Flat) },
        { [1, 2, 3, 4, 5], new InputGeometry(1, 0, 0, 0, TensorLayout.Flat) },
        { [1, 0, 3], null },
        { [], null },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Geometry_IsToldByTheShape(long[] shape, InputGeometry? expected) =>
        InputGeometry.TryFrom(new TensorType(ElementType.Float32, new Shape(shape))).ShouldBe(expected);

    public static TheoryData<long[], TensorLayout?, InputGeometry> Stated => new()
    {
        { [1, 3, 3, 3], TensorLayout.Nchw, new InputGeometry(1, 3, 3, 3, TensorLayout.Nchw) },
        { [1, 3, 3, 3], TensorLayout.Nhwc, new InputGeometry(1, 3, 3, 3, TensorLayout.Nhwc) },
        { [1, 3, 3, 3], null, new InputGeometry(1, 3, 3, 3, TensorLayout.Nhwc) },
        { [1, 3, 5, 3], null, new InputGeometry(1, 3, 5, 3, TensorLayout.Nhwc) },
        { [1, 3, 5, 3], TensorLayout.Nchw, new InputGeometry(1, 5, 3, 3, TensorLayout.Nchw) },
        { [1, 1, 3, 3], TensorLayout.Nhwc, new InputGeometry(1, 1, 3, 3, TensorLayout.Nhwc) },
        { [1, 5, 5, 3], TensorLayout.Nchw, new InputGeometry(1, 0, 0, 0, TensorLayout.Flat) },
        { [1, 3, 5, 5], TensorLayout.Nhwc, new InputGeometry(1, 0, 0, 0, TensorLayout.Flat) },
        { [1, 28, 28], TensorLayout.Nchw, new InputGeometry(1, 28, 28, 1, TensorLayout.Nchw) },
        { [1, 28, 28], TensorLayout.Nhwc, new InputGeometry(1, 28, 28, 1, TensorLayout.Nhwc) },
        { [1, 28, 3], null, new InputGeometry(1, 1, 28, 3, TensorLayout.Nhwc) },
        { [1, 28, 1], null, new InputGeometry(1, 28, 1, 1, TensorLayout.Nhwc) },
        { [2, 28, 28], null, new InputGeometry(2, 28, 28, 1, TensorLayout.Nhwc) },
        { [2, 28, 1], null, new InputGeometry(1, 2, 28, 1, TensorLayout.Nhwc) },
        { [7], null, new InputGeometry(1, 0, 0, 0, TensorLayout.Flat) },
        { [3, 7], null, new InputGeometry(3, 0, 0, 0, TensorLayout.Flat) },
        { [2, 1, 3, 4, 5], null, new InputGeometry(2, 0, 0, 0, TensorLayout.Flat) },
    };

    [Theory]
    [MemberData(nameof(Stated))]
    public void StatedLayout_Decides(long[] shape, TensorLayout? layout, InputGeometry expected) =>
        InputGeometry.TryFrom(new TensorType(ElementType.Float32, new Shape(shape)), layout).ShouldBe(expected);

    [Theory]
    [InlineData(1L << 28, true)]
    [InlineData((1L << 28) + 1, false)]
    public void HugeInput_HasNoGeometry(long elements, bool isKnown) =>
        (InputGeometry.TryFrom(new TensorType(ElementType.Float32, new Shape(1, elements))) is not null).ShouldBe(isKnown);
}
