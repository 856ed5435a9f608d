using System.Globalization;
using Sartor.Cli.Options;

namespace Sartor.Cli.Tests.Options;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("1.5", null, 1.5)]
    [InlineData("-0.25", null, -0.25)]
    [InlineData("1e-3", null, 0.001)]
    [InlineData("10ms", "ms", 10)]
    [InlineData("10 MS", "ms", 10)]
    [InlineData("90%", "%", 0.9)]
    [InlineData("0.9", "%", 0.9)]
    public void Real_IsReadInAnyCulture(string text, string? unit, double expected)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator) = (",", ".");
            CultureInfo.CurrentCulture = german;
            NumberText.TryReal(text, unit, out var value, out var problem).ShouldBeTrue(problem);
            value.ShouldBe(expected, 1e-15);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("1,5", "'1,5' has a comma; write 1.5")]
    [InlineData("-0,2", "'-0,2' has a comma; write -0.2")]
    [InlineData("1,500", "'1,500' has a comma; write 1500 or 1.500")]
    [InlineData("1,234,567", "'1,234,567' has a comma; write 1234567")]
    [InlineData("1.234,5", "'1.234,5' has a comma; write 1234.5")]
    [InlineData("1,234.5", "'1,234.5' has a comma; write 1234.5")]
    [InlineData("NaN", "'NaN' is not a number")]
    [InlineData("Infinity", "'Infinity' is not a number")]
    [InlineData("∞", "'∞' is not a number")]
    [InlineData("1e999", "'1e999' is not a number")]
    [InlineData("1 000", "'1 000' is not a number")]
    [InlineData("0x10", "'0x10' is not a number")]
    [InlineData("١", "'١' is not a number")]
    [InlineData("10s", "'10s' is not a number of ms; write 10 without 's' if that is ms")]
    [InlineData("", "'' is not a number")]
    public void WhatIsNoRealNumber_IsToldWithWhatToWrite(string text, string expected)
    {
        NumberText.TryReal(text, text == "10s" ? "ms" : null, out _, out var problem).ShouldBeFalse();
        problem.ShouldBe(expected);
    }

    [Theory]
    [InlineData("1.5", "'1.5' is not a whole number")]
    [InlineData("1,5", "'1,5' is not a whole number")]
    [InlineData("1,000", "'1,000' has a comma; write 1000")]
    [InlineData("128", "'128' is too large")]
    [InlineData("-129", "'-129' is too small")]
    [InlineData("99999999999999999999999999999999999999", "'99999999999999999999999999999999999999' is too large")]
    [InlineData("1e3", "'1e3' is not a whole number")]
    public void WhatIsNoWholeNumber_IsToldWithWhatToWrite(string text, string expected)
    {
        NumberText.TryWhole(text, sbyte.MinValue, sbyte.MaxValue, out _, out var problem).ShouldBeFalse();
        problem.ShouldBe(expected);
    }
}
