using System.CommandLine;
using Sartor.Core;

namespace Sartor.Cli;

/// <summary>The options that all verbs have.</summary>
internal static class CommonArguments
{
    /// <summary>Results as JSON on standard output.</summary>
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Write the result as JSON to standard output",
        Recursive = true,
    };

    /// <summary>A file with options of the verb.</summary>
    public static readonly Option<string?> Config = new("--config")
    {
        Description = "YAML file with options of the verb by name, as 'max-latency-ms: 10'; the command line wins",
        HelpName = "file",
        Recursive = true,
    };

    private static readonly string[] s_formats = ["text", "md", "json"];
    private static readonly Option<string?> s_format = new("--format")
    {
        Description = "Form of the result: text (default), md for Markdown tables, or json",
        HelpName = "form",
        Recursive = true,
        CompletionSources = { s_formats },
    };
    private static readonly Option<bool> s_quiet = new("--quiet", "-q")
    {
        Description = "Show no progress, only the result and errors",
        Recursive = true,
    };
    private static readonly Option<bool> s_verbose = new("--verbose")
    {
        Description = "Show each step and each note with its time, and what is behind an error",
        Recursive = true,
    };
    private static readonly Option<string?> s_log = new("--log")
    {
        Description = "File to add the steps, notes and errors to, with the time",
        HelpName = "file",
        Recursive = true,
    };

    public static void AddTo(Command root)
    {
        foreach (var option in (ReadOnlySpan<Option>)[Json, s_format, Config, s_quiet, s_verbose, s_log]) root.Add(option);
    }

    /// <summary>Whether the result is asked for as JSON.</summary>
    public static bool IsJson(ParseResult parsed) => parsed.GetValue(Json) || parsed.GetValue(s_format) == "json";

    /// <summary>Sets what the options say.</summary>
    /// <exception cref="OptionException">They contradict each other, or the log cannot be written.</exception>
    public static void Read(ParseResult parsed, CliContext context)
    {
        var (isQuiet, isVerbose) = (parsed.GetValue(s_quiet), parsed.GetValue(s_verbose));
        if (isQuiet && isVerbose) throw new OptionException(s_quiet.Name, $"excludes {s_verbose.Name}; give only one of the two");
        if (parsed.GetValue(s_format) is { } form && !s_formats.Contains(form))
            throw new OptionException(s_format.Name, $"unknown form '{form}'; choose {string.Join(", ", s_formats)}");
        if (parsed.GetValue(Json) && parsed.GetValue(s_format) is not (null or "json"))
            throw new OptionException(Json.Name, $"is {s_format.Name} json; give only one of the two");
        context.State.Verbosity = isQuiet ? Verbosity.Quiet : isVerbose ? Verbosity.Verbose : Verbosity.Normal;
        context.State.IsJson = IsJson(parsed);
        context.State.IsMarkdown = parsed.GetValue(s_format) == "md";
        if (parsed.GetValue(s_log) is { } path) context.State.Log = RunLog.Open(path, context.Time);
    }
}
