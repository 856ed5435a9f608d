using System.Globalization;
using Sartor.Contracts;
using Sartor.Core;
using Sartor.Lab.Measurement;

namespace Sartor.Lab.Tests.Measurement;

public sealed class PowerTraceTests : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2026, 5, 1, 10, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private PowerTrace Read(string text)
    {
        var path = Path.Combine(_folder.Path, "trace.csv");
        File.WriteAllText(path, text);
        return PowerTrace.Read(path, s_start);
    }

    /// <summary>A ramp of 1 W/s from 0 W on: between a and b it takes (b² − a²)/2 J.</summary>
    [Theory]
    [InlineData(0, 10)]
    [InlineData(2.5, 0.25)]
    [InlineData(3, 4.125)]
    public void Ramp_IsIntegratedExactly(double from, double seconds)
    {
        var lines = Enumerable.Range(0, 21).Select(i => i / 2.0)
            .Select(t => string.Create(CultureInfo.InvariantCulture, $"{t},{t * 250},4"));
        var trace = Read("Time(s),Main Avg Current(mA),Main Avg Voltage(V)\n" + string.Join('\n', lines) + "\n");
        var to = from + seconds;
        trace.Energy(s_start.AddSeconds(from), seconds).Joules.ShouldBe(((to * to) - (from * from)) / 2, 1e-6);
    }

    [Fact]
    public void Power_InMilliwatts_IsReadToo()
    {
        var (joules, samples) = Read("Time(s), Main Avg Power(mW)\n0, 2500\n0.4, 2500\n0.8, 2500\n").Energy(s_start.AddSeconds(0.2), 0.5);
        joules.ShouldBe(1.25, 1e-9);
        samples.ShouldBe(1);
    }

    [Theory]
    [InlineData(-0.1, 1)]
    [InlineData(9.5, 1)]
    [InlineData(86_400, 1)]
    public void WindowOutside_IsRefusedWithBothTimes(double from, double seconds)
    {
        var trace = Read("Time(s),Power(mW)\n" + string.Concat(Enumerable.Range(0, 11).Select(t => $"{t},1\n")));
        Should.Throw<OptionException>(() => trace.Energy(s_start.AddSeconds(from), seconds))
            .Message.ShouldContain("has 2026-05-01T10:00:00.000Z to 2026-05-01T10:00:10.000Z");
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 0.5)]
    public void Pause_InAWindow_IsRefused(double from, double seconds) =>
        Should.Throw<OptionException>(() => Read("Time(s),Power(mW)\n0,1\n1,1\n4,1\n5,1\n").Energy(s_start.AddSeconds(from), seconds))
            .Message.ShouldContain("no reading for more than 1 s");

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("Time(s),Main Avg Current(mA)\n0,1\n", "line 1")]
    [InlineData("Time(s),Power(mW)\n0,1\n", "fewer than two")]
    [InlineData("Time(s),Power(mW)\n0,1\n0,1\n", "line 3: the time does not go on")]
    [InlineData("Time(s),Power(mW)\n0,1\n1,lots\n", "line 3: has no number in column 2")]
    [InlineData("Time(s),Power(mW)\n0,1\n1,NaN\n", "line 3: has no number in column 2")]
    [InlineData("Time(s),Power(mW)\n0,1\n1\n", "line 3: has no number in column 2")]
    public void Table_WithAMistake_IsRefusedWithItsLine(string text, string problem) =>
        Should.Throw<OptionException>(() => Read(text)).Message.ShouldContain(problem);
}
