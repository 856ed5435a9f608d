using System.Text.Json;
using System.Text.Json.Nodes;
using Sartor.Contracts.Results;

namespace Sartor.Cli.Tests;

/// <summary>A command line that was run in this process, and what it said.</summary>
internal sealed record CommandRun(int ExitCode, string Out, string Error)
{
    public static CommandRun Of(params string[] args) => Of(CancellationToken.None, args);

    public static CommandRun Of(CancellationToken cancellation, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = CommandLine.Run(args, new CliContext(output, error, IsTerminal: false, TimeProvider.System), cancellation);
        return new CommandRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Standard output, which holds nothing but one JSON document that keeps its published schema.</summary>
    public JsonElement Json()
    {
        SchemaCheck.Problems(JsonNode.Parse(Out)!).ShouldBeEmpty();
        return JsonDocument.Parse(Out).RootElement;
    }

    /// <summary>That it ended as unusable input does: code 2, nothing on standard output, one sentence with a place and an end.</summary>
    public string ShouldBeRefused()
    {
        ExitCode.ShouldBe(ExitCodes.BadInput, Error + Out);
        Out.ShouldBeEmpty();
        var lines = Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(1, Error);
        lines[0].TrimEnd().ShouldEndWith(".");
        lines[0].ShouldNotContain("Exception");
        lines[0].ShouldNotContain("   at ");
        return lines[0];
    }
}
