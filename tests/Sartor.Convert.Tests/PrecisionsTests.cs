using Sartor.Core;

namespace Sartor.Convert.Tests;

public sealed class PrecisionsTests
{
    [Theory]
    [InlineData("float32", Precision.Float32)]
    [InlineData("fp32", Precision.Float32)]
    [InlineData("fp16", Precision.Float16)]
    [InlineData("dynamic-int8", Precision.DynamicRangeInt8)]
    [InlineData("dynamic-range-int8", Precision.DynamicRangeInt8)]
    [InlineData("int8", Precision.Int8)]
    public void Parse_TakesNamesAndShortNames(string name, Precision expected) => Precisions.Parse(name).ShouldBe(expected);

    [Fact]
    public void Parse_OfAnotherName_ListsAll() =>
        Should.Throw<OptionException>(() => Precisions.Parse("int3")).Message.ShouldContain(
            "choose from float32, float16, dynamic-range-int8, int8");
}
