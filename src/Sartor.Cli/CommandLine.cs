using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Sartor.Cli.Commands;
using Sartor.Cli.Display;
using Sartor.Cli.Inspection;
using Sartor.Cli.Options;
using Sartor.Core;
using Sartor.Lab.Torch;

namespace Sartor.Cli;

/// <summary>From arguments to an exit code: finds the verb, parses, runs, and turns every error into one sentence.</summary>
internal static class CommandLine
{
    /// <summary>The verbs: every one in this program.</summary>
    public static Catalog<ICliCommand> Verbs { get; } = new(
        new BenchCommand(), new CampaignCommand(), new CheckCommand(), new CompareCommand(), new CompletionCommand(), new ConvertCommand(),
        new DemoCommand(), new DeviceCommand(), new DoctorCommand(), new FitCommand(), new InspectCommand(), new QuantizeCommand(),
        new ReportCommand(), new TailorCommand(), new VerifyCommand());

    private static readonly TimeSpan s_signalDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs one command line; throws nothing.</summary>
    /// <param name="args">Of the process.</param>
    /// <param name="context">Its streams and its clock.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="verbs">What there is to run; null is <see cref="Verbs"/>.</param>
    public static int Run(string[] args, CliContext context, CancellationToken cancellation, Catalog<ICliCommand>? verbs = null)
    {
        var code = Attempt(args, context, verbs ?? Verbs, cancellation);
        context.State.Log?.Write($"Ended with exit code {code}.");
        context.State.Log?.Dispose();
        return code;
    }

    private static int Attempt(string[] args, CliContext context, Catalog<ICliCommand> verbs, CancellationToken cancellation)
    {
        try
        {
            return Invoke(args, context, verbs, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Fail(context, "Stopped.", ExitCodes.Interrupted);
        }
        catch (EngineException) when (WasStopped(cancellation))
        {
            return Fail(context, "Stopped.", ExitCodes.Interrupted);
        }
        catch (UnsupportedModelException e) when (e.Refusals.Count > 0)
        {
            if (context.State.IsJson) CliJson.Write(context.Out, ModelRefusal.Of(e), CliJson.Default.ModelRefusal);
            return Fail(context, e.Message, ExitCodes.BadInput, e);
        }
        catch (EngineException e)
        {
            return Fail(context, e.Message, ExitCodes.EngineFailed, e);
        }
        catch (Exception e) when (e is SartorException or IOException or UnauthorizedAccessException)
        {
            return Fail(context, e.Message, ExitCodes.BadInput, e);
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("SARTOR_TRACE") is null)
        {
            return Fail(
                context, $"Internal error: {e.GetType().Name}: {e.Message} Please report it; SARTOR_TRACE=1 shows where it happened.",
                ExitCodes.InternalError, e);
        }
    }

    // A terminal sends Ctrl-C to the programs that are asked, too, and they may end before the signal is seen here.
    private static bool WasStopped(CancellationToken cancellation) => cancellation.WaitHandle.WaitOne(s_signalDelay);

    /// <summary>
    /// Finds the verb and reads its options, also those of a configuration file; what is wrong with them is in the result.
    /// </summary>
    /// <exception cref="SartorException">The configuration file cannot be used.</exception>
    public static ParseResult Parse(string[] args, CliContext context, Catalog<ICliCommand>? verbs = null) =>
        Parse(args, context, verbs ?? Verbs, new TorchArguments(), out _);

    private static ParseResult Parse(
        string[] args, CliContext context, Catalog<ICliCommand> verbs, TorchArguments torch, out string[] words)
    {
        words = Words(args);
        var root = Root(words, context, verbs, torch, out var asked);
        if (asked is not null) words = ConfigurationFile.Apply(words, asked, root);
        return root.Parse(words);
    }

    private static int Invoke(string[] args, CliContext context, Catalog<ICliCommand> verbs, CancellationToken cancellation)
    {
        var torch = new TorchArguments();
        var parsed = Parse(args, context, verbs, torch, out var words);
        var names = verbs.All.Select(verb => verb.Name).Concat(["help", "version"]);
        if (!IsDirective(args) && ParseErrorText.Of(parsed, args, names) is { } problem)
            return Fail(context, $"{problem}; see `{Usage(parsed)} --help`.");
        CommonArguments.Read(parsed, context);
        context.State.Reading = new(() => EffectiveOptions.Of(parsed, args));
        context.State.Log?.Write($"{VersionAction.Text}: {EffectiveOptions.Line(args)}");
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = context.Out,
            Error = context.Error,
        };
        try
        {
            using var export = context.State.Torch = Export(torch, context, words, ref parsed, cancellation);
            context.State.ReadFiles =
            [
                .. export?.Source.Files ?? [], .. new[] { parsed.GetValue(CommonArguments.Config) }.OfType<string>(),
            ];
            return parsed.InvokeAsync(configuration, cancellation).GetAwaiter().GetResult();
        }
        catch (OptionException e) when (ParseErrorText.NameOf(e.Option, parsed) is { } name)
        {
            return Fail(context, $"{name}: {e.Problem}.");
        }
    }

    // Who asks for help or completion gets it at once.
    private static TorchModel? Export(
        TorchArguments torch, CliContext context, string[] words, ref ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.Action != parsed.CommandResult.Command.Action) return null;
        var (model, exported) = torch.Export(parsed, words, cancellation);
        if (model is null) return null;
        parsed = parsed.RootCommandResult.Command.Parse(exported);
        foreach (var diagnostic in model.Diagnostics)
        {
            context.State.Log?.Write(diagnostic.Message);
            if (context.State.Verbosity != Verbosity.Quiet) context.Error.WriteLine($"{diagnostic.Message}.");
        }
        return model;
    }

    // What other programs of this kind understand: `help`, `help VERB`, `version`.
    private static string[] Words(string[] args) => args switch
    {
        [] => ["--help"],
        ["help", .. var rest] => [.. rest, "--help"],
        ["version", .. var rest] => ["--version", .. rest],
        _ => args,
    };

    private static RootCommand Root(
        string[] args, CliContext context, Catalog<ICliCommand> verbs, TorchArguments torch, out Command? built)
    {
        built = null;
        var root = new RootCommand(
            "Convert, quantize, verify and measure neural networks, and choose the variant to ship to a device.");
        CommonArguments.AddTo(root);
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction();
        var asked = Array.Find(Asking(args), word => verbs.Find(word) is not null);
        foreach (var verb in verbs.All)
        {
            var command = new Command(verb.Name, verb.Summary);
            root.Subcommands.Add(command);
            command.SetAction(_ => ExitCodes.Done);
            if (verb.Name != asked) continue;
            verb.Build(command, context);
            torch.AddTo(command);
            ShowExamples(root, verb.Examples);
            built = command;
        }
        if (asked is null)
            ShowExamples(
                root, ["sartor demo", "sartor fit model.onnx --data images/ --max-latency-ms 10", "sartor inspect model.tflite --layers",
                "sartor doctor", "sartor help fit"]);
        return root;
    }

    // A shell that completes a line gives it as one word.
    private static string[] Asking(string[] args) => IsDirective(args) ? [.. CommandLineParser.SplitCommandLine(args[^1])] : args;

    private static bool IsDirective(string[] args) => args is [['[', ..], _, ..];

    private static void ShowExamples(RootCommand root, IReadOnlyList<string> examples)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamplesAction((HelpAction)help.Action!, examples);
    }

    private static string Usage(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Command: not RootCommand } command; at = at.Parent)
            names.Push(command.Command.Name);
        return string.Join(' ', names.Prepend("sartor"));
    }

    private static int Fail(CliContext context, string sentence, int code = ExitCodes.BadInput, Exception? cause = null)
    {
        // The export of a PyTorch model is temporary: the sentence names what the user gave.
        if (context.State.Torch is { } torch) sentence = sentence.Replace(torch.Path, torch.Source.ToString(), StringComparison.Ordinal);
        var refusals = (cause as UnsupportedModelException)?.Refusals ?? [];
        if (refusals.Count > 1) WriteList(context, sentence, refusals);
        else context.Error.WriteLine(sentence.ReplaceLineEndings(" "));
        context.State.Log?.Write(sentence);
        for (var inner = cause?.InnerException; inner is not null; inner = inner.InnerException)
        {
            var text = $"  because of {inner.GetType().Name}: {inner.Message}".ReplaceLineEndings(" ");
            if (context.State.Verbosity == Verbosity.Verbose) context.Error.WriteLine(text);
            context.State.Log?.Write(text);
        }
        return code;
    }

    // One line for each: what has to be changed in several places is read as a list.
    private static void WriteList(CliContext context, string sentence, IReadOnlyList<Refusal> refusals)
    {
        var list = Refusal.Clause(refusals);
        var head = list[..list.IndexOf(':', StringComparison.Ordinal)];
        context.Error.WriteLine($"{sentence[..(sentence.IndexOf(head, StringComparison.Ordinal) + head.Length)]}:");
        foreach (var refusal in refusals.Take(Refusal.MostNamed)) context.Error.WriteLine($"  {PrintableText.OfLine($"{refusal}")}.");
        if (refusals.Count > Refusal.MostNamed) context.Error.WriteLine($"  And {refusals.Count - Refusal.MostNamed} more.");
    }
}
