using System.Text.RegularExpressions;
using Sartor.Contracts;
using Sartor.Core;
using Sartor.Results;
using Sartor.Tailor.Latency;
using Sartor.Tailor.Tests.SubNets;

namespace Sartor.Tailor.Tests.Latency;

public sealed class LatencyProfileReaderTests
{
    [Fact]
    public void Read_TableThatWasWritten_IsTheSame()
    {
        using var network = DemoSuperNet.OpenSmall();
        using var folder = new TemporaryFolder();
        var table = MadeUpLatencies.Of(network, (sum, _) => sum);
        var path = Path.Combine(folder.Path, "table.json");
        File.WriteAllText(path, ResultJson.Write(table));

        ResultJson.Write(LatencyProfileReader.Read(path)).ShouldBe(ResultJson.Write(table));
    }

    [Theory]
    [InlineData("\"medianMs\": ", "\"medianMs\": -", "units[0]: 'medianMs' is above 0")]
    [InlineData("\"lowMs\": ", "\"lowMs\": 9", "does not hold the median")]
    [InlineData("\"key\": \"stem", "\"key\": \"", "units[")]
    [InlineData("\"schema\": \"sartor.tailor-latency/1\"", "\"schema\": \"sartor.fit/2\"", "has schema 'sartor.fit/2'")]
    [InlineData("\"units\": [", "\"units\": [{}, ", "units[0]: it has no key")]
    [InlineData("{", "", "is not a result of `sartor tailor profile`")]
    public void Read_TableWithAMistake_SaysWhereAndWhat(string good, string bad, string expected)
    {
        using var network = DemoSuperNet.OpenSmall();
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "table.json");
        var text = ResultJson.Write(MadeUpLatencies.Of(network, (sum, _) => sum));
        text.ShouldContain(good);
        File.WriteAllText(path, good == "\"key\": \"stem" ? Duplicated(text) : text.Replace(good, bad, StringComparison.Ordinal));

        var error = Should.Throw<ResultFormatException>(() => LatencyProfileReader.Read(path)).Message;

        error.ShouldContain(path);
        error.ShouldContain(expected);
    }

    // Two entries of one key.
    private static string Duplicated(string text)
    {
        var keys = Regex.Matches(text, "\"key\": \"([^\"]+)\"").Select(match => match.Groups[1].Value).ToArray();
        return text.Replace($"\"{keys[1]}\"", $"\"{keys[0]}\"", StringComparison.Ordinal);
    }
}
