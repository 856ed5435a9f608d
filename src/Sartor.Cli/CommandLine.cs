using System.CommandLine;
using System.CommandLine.Help;
using Sartor.Core;

namespace Sartor.Cli;

/// <summary>From arguments to an exit code: finds the verb, parses, runs, and turns every error into one sentence.</summary>
internal static class CommandLine
{
    /// <summary>The option that all verbs have: results as JSON on standard output.</summary>
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Write the result as JSON to standard output",
        Recursive = true,
    };

    /// <summary>The verbs: every one in this program, so that adding one is adding its file.</summary>
    public static Catalog<ICliCommand> Verbs { get; } = new(typeof(CommandLine).Assembly);

    /// <summary>Runs one command line; throws nothing.</summary>
    /// <param name="args">Of the process.</param>
    /// <param name="context">Its streams and its clock.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="verbs">What there is to run; null is <see cref="Verbs"/>.</param>
    public static int Run(string[] args, CliContext context, CancellationToken cancellation, Catalog<ICliCommand>? verbs = null)
    {
        try
        {
            return Invoke(args, context, verbs ?? Verbs, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            context.Error.WriteLine("Stopped.");
            return ExitCodes.Interrupted;
        }
        catch (EngineException e)
        {
            return Fail(context, e.Message, ExitCodes.EngineFailed);
        }
        catch (SartorException e)
        {
            return Fail(context, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(context, e.Message);
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("SARTOR_TRACE") is null)
        {
            context.Error.WriteLine(
                $"Internal error: {e.GetType().Name}: {e.Message} Please report it; SARTOR_TRACE=1 shows where it happened.");
            return ExitCodes.InternalError;
        }
    }

    /// <summary>Finds the verb and reads its options; what is wrong with them is in the result.</summary>
    public static ParseResult Parse(string[] args, CliContext context, Catalog<ICliCommand>? verbs = null)
    {
        var words = Words(args);
        return Root(words, context, verbs ?? Verbs).Parse(words);
    }

    private static int Invoke(string[] args, CliContext context, Catalog<ICliCommand> verbs, CancellationToken cancellation)
    {
        var parsed = Parse(args, context, verbs);
        var names = verbs.All.Select(verb => verb.Name).Concat(["help", "version"]);
        if (ParseErrorText.Of(parsed, args, names) is { } problem) return Fail(context, $"{problem}; see `{Usage(parsed)} --help`.");
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = context.Out,
            Error = context.Error,
        };
        try
        {
            return parsed.InvokeAsync(configuration, cancellation).GetAwaiter().GetResult();
        }
        catch (OptionException e) when (ParseErrorText.NameOf(e.Option, parsed) is { } name)
        {
            return Fail(context, $"{name}: {e.Problem}.");
        }
    }

    // What other programs of this kind understand: `help`, `help VERB`, `version`.
    private static string[] Words(string[] args) => args switch
    {
        [] => ["--help"],
        ["help", .. var rest] => [.. rest, "--help"],
        ["version", .. var rest] => ["--version", .. rest],
        _ => args,
    };

    private static RootCommand Root(string[] args, CliContext context, Catalog<ICliCommand> verbs)
    {
        var root = new RootCommand(
            "Convert, quantize, verify and measure neural networks, and choose the variant to ship to a device.") { Json };
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction();
        var asked = Array.Find(args, word => verbs.Find(word) is not null);
        foreach (var verb in verbs.All)
        {
            var command = new Command(verb.Name, verb.Summary);
            if (verb.Name == asked) verb.Build(command, context);
            else command.SetAction(_ => ExitCodes.Done);
            root.Subcommands.Add(command);
            if (verb.Name == asked) ShowExamples(root, verb.Examples);
        }
        if (asked is null)
            ShowExamples(
                root, ["sartor demo", "sartor fit model.onnx --data images/ --max-latency-ms 10", "sartor inspect model.tflite --layers",
                "sartor doctor", "sartor help fit"]);
        return root;
    }

    private static void ShowExamples(RootCommand root, IReadOnlyList<string> examples)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamplesAction((HelpAction)help.Action!, examples);
    }

    private static string Usage(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? "sartor" : $"sartor {parsed.CommandResult.Command.Name}";

    private static int Fail(CliContext context, string sentence, int code = ExitCodes.BadInput)
    {
        context.Error.WriteLine(sentence.ReplaceLineEndings(" "));
        return code;
    }
}
