using System.CommandLine;
using Sartor.Core;
using Sartor.Engines;

namespace Sartor.Cli.Options;

/// <summary>Engines and delegates as a user names them: <c>tflite</c> or <c>tflite/xnnpack</c>.</summary>
internal static class EngineNames
{
    /// <summary><c>--threads</c>, default 1.</summary>
    public static Option<int> ThreadsOption() => new("--threads") { Description = "Threads of an engine", DefaultValueFactory = _ => 1, HelpName = "n" };

    /// <summary>The same number.</summary>
    /// <exception cref="OptionException">No engine takes so many.</exception>
    public static int Threads(int threads) => threads is >= 1 and <= 1024 ? threads : throw new OptionException("--threads", $"{threads} is not between 1 and 1024");

    /// <summary>The same names, all of which exist.</summary>
    /// <exception cref="OptionException">One does not; the message lists what there is.</exception>
    public static IReadOnlyList<string> Check(string option, IReadOnlyList<string> names)
    {
        var known = InferenceEngines.Catalog.All.SelectMany(e => e.Delegates.Select(d => $"{e.Name}/{d}").Prepend(e.Name)).ToArray();
        foreach (var name in names)
        {
            if (!known.Contains(name)) throw new OptionException(option, $"there is no '{name}'; there are {string.Join(", ", known)}");
        }
        return names;
    }
}
