using Sartor.Core;

namespace Sartor.Cli.Tests.Commands;

public sealed class CountCommandTests
{
    private static readonly Catalog<ICliCommand> s_verbs = new([.. CommandLine.Verbs.All, new CountCommand()]);

    private static (int Code, string Out, string Error) Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        var context = new CliContext(output, error, IsTerminal: false, TimeProvider.System);
        var code = CommandLine.Run(args, context, CancellationToken.None, s_verbs);
        return (code, output.ToString(), error.ToString());
    }

    [Fact]
    public void Verb_IsListedExplainedAndRun()
    {
        Run("--help").Out.ShouldContain("count");
        Run("count", "--help").Out.ShouldContain("sartor count model.onnx");
        var (code, text, _) = Run("count", Fashion.Model);
        (code, text.EndsWith(" nodes\n", StringComparison.Ordinal)).ShouldBe((ExitCodes.Done, true), text);
    }

    [Fact]
    public void MistakesOfItsUser_AreOneSentence()
    {
        Run("count").Code.ShouldBe(ExitCodes.BadInput);
        var (code, _, error) = Run("count", "no-such.onnx");
        (code, error.Contains("no-such.onnx", StringComparison.Ordinal)).ShouldBe((ExitCodes.BadInput, true), error);
    }
}
