using Sartor.Data.Splits;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Tests.Evaluation;

public sealed class CalibrationMetadataTests
{
    private static readonly SplitOptions s_options = new() { Seed = -7, CalibrationShare = 0.1, MaxCalibrationCount = 12 };

    private static readonly DataSplit s_split = new(-7, ["a", "b"], ["c"]);

    [Fact]
    public void WhatIsWritten_IsReadAgain()
    {
        var metadata = CalibrationMetadata.Of(s_options, s_split);
        CalibrationMetadata.Read(metadata).ShouldBe(s_options);
        CalibrationMetadata.Match(metadata, s_split).ShouldBeTrue();
        CalibrationMetadata.Match(metadata, s_split with { HeldOutIds = ["d"] }).ShouldBeTrue();
        CalibrationMetadata.Match(metadata, s_split with { CalibrationIds = ["b", "a"] }).ShouldBeFalse();
        CalibrationMetadata.Match(new Dictionary<string, string>(), s_split).ShouldBeFalse();
    }

    [Theory]
    [InlineData("seed", "x")]
    [InlineData("seed", "")]
    [InlineData("share", "0")]
    [InlineData("share", "1")]
    [InlineData("share", "-0.5")]
    [InlineData("share", "NaN")]
    [InlineData("limit", "0")]
    [InlineData("limit", "-1")]
    [InlineData("limit", "2.5")]
    public void WhatMakesNoSense_IsNotRead(string key, string value)
    {
        var metadata = new Dictionary<string, string>(CalibrationMetadata.Of(s_options, s_split)) { [$"sartor.calibration.{key}"] = value };
        CalibrationMetadata.Read(metadata).ShouldBeNull();
    }

    [Fact]
    public void FileOfAnotherProgram_SaysNothing() => CalibrationMetadata.Read(new Dictionary<string, string>()).ShouldBeNull();

    /// <summary>At the limits of what makes sense.</summary>
    [Theory]
    [InlineData("limit", "1")]
    [InlineData("share", "1E-9")]
    [InlineData("seed", "-9223372036854775808")]
    public void WhatMakesJustSense_IsRead(string key, string value)
    {
        var metadata = new Dictionary<string, string>(CalibrationMetadata.Of(s_options, s_split)) { [$"sartor.calibration.{key}"] = value };
        CalibrationMetadata.Read(metadata).ShouldNotBeNull();
    }
}
