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

    [Fact]
    public void StatedLayout_Decides() =>
        InputGeometry.TryFrom(new TensorType(ElementType.Float32, new Shape(1, 3, 3, 3)), TensorLayout.Nchw)
            .ShouldBe(new InputGeometry(1, 3, 3, 3, TensorLayout.Nchw));
}
