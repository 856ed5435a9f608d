using System.CommandLine;
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

    /// <summary>Ctrl-C reaches the programs that a verb asks, too, and they may end before the signal is seen here.</summary>
    [Theory]
    [InlineData(true, ExitCodes.Interrupted, "Stopped.")]
    [InlineData(false, ExitCodes.EngineFailed, "PyTorch: it was interrupted.")]
    public void EngineThatEndsWithTheSignal_IsAStop(bool isStopped, int code, string sentence)
    {
        using StringWriter output = new(), error = new();
        using var stop = new CancellationTokenSource();
        var context = new CliContext(output, error, IsTerminal: false, TimeProvider.System);
        var verb = new EndedCommand(() =>
        {
            if (isStopped) stop.CancelAfter(TimeSpan.FromMilliseconds(20));
        });
        CommandLine.Run(["ended"], context, stop.Token, new([verb])).ShouldBe(code);
        error.ToString().Trim().ShouldBe(sentence);
    }

    private sealed class EndedCommand(Action before) : ICliCommand
    {
        public string Name => "ended";

        public string Summary => "Fail as an engine does";

        public IReadOnlyList<string> Examples => [];

        public void Build(Command command, CliContext context) => command.SetAction((_, _) =>
        {
            before();
            return Task.FromException<int>(new EngineException("PyTorch", "it was interrupted"));
        });
    }

    [Fact]
    public void MistakesOfItsUser_AreOneSentence()
    {
        Run("count").Code.ShouldBe(ExitCodes.BadInput);
        var (code, _, error) = Run("count", "no-such.onnx");
        (code, error.Contains("no-such.onnx", StringComparison.Ordinal)).ShouldBe((ExitCodes.BadInput, true), error);
    }
}
