using Sartor.Workers.Protocol;

namespace Sartor.Workers.Tests.Protocol;

public sealed class CpuSetTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("4-7", "4-7")]
    [InlineData("7,0, 2-3 ,1", "0-3,7")]
    [InlineData("0,1", "0-1")]
    [InlineData("8191", "8191")]
    [InlineData("3-3", "3")]
    public void Text_OfASet_IsTheSameForEqualSets(string text, string expected) =>
        CpuSet.Text(CpuSet.Parse(text).ShouldNotBeNull()).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("-1")]
    [InlineData("1-")]
    [InlineData("7-4")]
    [InlineData("0,0")]
    [InlineData("0-2,1")]
    [InlineData("1-2-3")]
    [InlineData("8192")]
    [InlineData("0-99999999999")]
    [InlineData("0,,1")]
    [InlineData("0x1")]
    public void Parse_OfSomethingElse_IsNull(string text) => CpuSet.Parse(text).ShouldBeNull();
}
