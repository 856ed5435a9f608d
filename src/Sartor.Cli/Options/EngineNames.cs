using System.CommandLine;
using Sartor.Core;
using Sartor.Engines;

namespace Sartor.Cli.Options;

/// <summary>How an engine is to run.</summary>
internal static class EngineNames
{
    /// <summary>The option that names engines, alone or with a delegate; <c>--engine</c> and <c>--engines</c> mean the same.</summary>
    /// <param name="name">The name that the help shows.</param>
    /// <param name="purpose">What the verb does with them: <c>measure on</c>.</param>
    public static Option<string[]> Option(string name, string purpose = "measure on")
    {
        var engine = InferenceEngines.Catalog.All.MaxBy(engine => engine.Delegates.Count)!;
        return new Option<string[]>(name, name == "--engine" ? "--engines" : "--engine")
        {
            Description = $"Engines to {purpose}, such as {engine.Name} or {engine.Name}/{engine.Delegates[0]} (default: all)",
            HelpName = "names",
            AllowMultipleArgumentsPerToken = true,
        };
    }

    /// <summary><c>--threads</c>, default 1.</summary>
    public static Option<int> ThreadsOption() => NumberOption.Whole("--threads", "Threads of the engine", 1);

    /// <summary>The same number.</summary>
    /// <exception cref="OptionException">No engine takes so many.</exception>
    public static int Threads(int threads) =>
        threads is >= 1 and <= 1024 ? threads : throw new OptionException("--threads", $"must be between 1 and 1024, got {threads}");
}
