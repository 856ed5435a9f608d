using Sartor.Cli.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sartor.Cli;

/// <summary>Where a command writes and what it knows of its surroundings; tests give it writers of their own.</summary>
/// <param name="Out">For results.</param>
/// <param name="Error">For the one sentence of an error, and for progress.</param>
/// <param name="IsTerminal">True when a person watches both; then progress may move and colours may be used.</param>
/// <param name="Time">For time stamps.</param>
internal sealed record CliContext(TextWriter Out, TextWriter Error, bool IsTerminal, TimeProvider Time)
{
    /// <summary>For results, without control characters: names come from files.</summary>
    public TextWriter Out { get; } = new PrintableWriter(Out);

    /// <summary>For the one sentence of an error, and for progress; without control characters.</summary>
    public TextWriter Error { get; } = new PrintableWriter(Error);

    /// <summary>What the options that all verbs have say.</summary>
    public RunState State { get; } = new();

    // What a terminal is drawn on; the console's own escape sequences have to pass.
    private readonly TextWriter _screen = Out;
    private readonly TextWriter _progress = Error;

    // Lines of a table that goes into a file or a pipe are not wrapped at the width of a terminal that nobody looks at.
    private const int PlainWidth = 200;

    // A table keeps all its columns there, one line a row.
    private const int TableWidth = 100_000;

    /// <summary>The context of the real process.</summary>
    public static CliContext OfConsole()
    {
        // Spectre.Console tells a terminal by comparing with Console.Out.
        Console.SetOut(new StandardOutput(Console.Out));
        return new(
            Console.Out, Console.Error, !Console.IsOutputRedirected && !Console.IsErrorRedirected
                && Environment.GetEnvironmentVariable("TERM") != "dumb", TimeProvider.System);
    }

    /// <summary>Writes tables and text to <see cref="Out"/>, as Markdown where that was asked for.</summary>
    public void Show(params ReadOnlySpan<IRenderable> parts)
    {
        if (State.IsMarkdown)
        {
            foreach (var part in parts) Out.WriteLine(Markdown.Of(part));
            return;
        }
        if (IsTerminal)
        {
            var console = NewConsole(_screen);
            foreach (var part in parts) console.Write(part);
            return;
        }
        // Cells are filled up with blanks, which a file does not need.
        using var text = new StringWriter();
        var plain = NewConsole(text);
        foreach (var part in parts)
        {
            plain.Profile.Width = part is TextTable ? TableWidth : PlainWidth;
            plain.Write(part);
        }
        foreach (var line in text.ToString().TrimEnd().Split('\n')) Out.WriteLine(line.TrimEnd());
    }

    /// <summary>A console for progress on <see cref="Error"/>, so that results can be piped.</summary>
    public IAnsiConsole Progress() => NewConsole(_progress);

    /// <summary>Lines on <see cref="Error"/> that are drawn in place; null where nobody watches, or the terminal cannot do that.</summary>
    public TerminalBlock? Block()
    {
        if (!IsTerminal) return null;
        var profile = Progress().Profile;
        return profile.Capabilities.Ansi ? new TerminalBlock(_progress, () => (profile.Width, profile.Height)) : null;
    }

    private IAnsiConsole NewConsole(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = IsTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        console.Pipeline.Attach(new PrintableSegments());
        if (!IsTerminal) console.Profile.Width = PlainWidth;
        return console;
    }
}
