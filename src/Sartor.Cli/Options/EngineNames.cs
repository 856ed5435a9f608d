using System.CommandLine;
using Sartor.Core;

namespace Sartor.Cli.Options;

/// <summary>How an engine is to run.</summary>
internal static class EngineNames
{
    /// <summary><c>--threads</c>, default 1.</summary>
    public static Option<int> ThreadsOption() => new("--threads") { Description = "Threads of the engine", DefaultValueFactory = _ => 1, HelpName = "n" };

    /// <summary>The same number.</summary>
    /// <exception cref="OptionException">No engine takes so many.</exception>
    public static int Threads(int threads) => threads is >= 1 and <= 1024 ? threads : throw new OptionException("--threads", $"must be between 1 and 1024, got {threads}");
}
