namespace Sartor.Core.Tests;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0.0, "0.00 ns")]
    [InlineData(1e-6, "1E-06 ns")]
    [InlineData(0.05, "0.05 ns")]
    [InlineData(0.1, "0.10 ns")]
    [InlineData(100.0, "100 ns")]
    [InlineData(178_200.0, "178 µs")]
    [InlineData(999_499.0, "999 µs")]
    [InlineData(999_500.0, "1.00 ms")]
    [InlineData(2.5e9, "2.50 s")]
    [InlineData(null, "–")]
    public void Duration_HasThreeFiguresAndNeverVanishes(double? ns, string expected) => Quantity.Duration(ns).ShouldBe(expected);

    [Theory]
    [InlineData(0.0, "0.0 %")]
    [InlineData(1e-6, "0.0001 %")]
    [InlineData(0.0001, "0.01 %")]
    [InlineData(0.0005, "0.1 %")]
    [InlineData(0.914, "91.4 %")]
    [InlineData(-0.02, "-2.0 %")]
    [InlineData(null, "–")]
    public void Percent_HasOneDecimalAndNeverVanishes(double? share, string expected) => Quantity.Percent(share).ShouldBe(expected);

    [Theory]
    [InlineData(1.0, "as fast as the source")]
    [InlineData(1.004, "as fast as the source")]
    [InlineData(0.996, "as fast as the source")]
    [InlineData(1.04, "4 % slower than the source")]
    [InlineData(0.9615384615, "4 % faster than the source")]
    [InlineData(0.5, "2.00× faster than the source")]
    [InlineData(22.2, "22.2× slower than the source")]
    public void Speed_NamesOneDirection(double ratio, string expected) => Quantity.Speed(ratio, "the source").ShouldBe(expected);
}
