using Sartor.Core;
using Sartor.Engines;

namespace Sartor.Cli.Fitting;

/// <summary>Engines and delegates as a user names them: <c>tflite</c> or <c>tflite/xnnpack</c>.</summary>
internal static class EngineNames
{
    /// <summary>The same names, all of which exist.</summary>
    /// <exception cref="OptionException">One does not; the message lists what there is.</exception>
    public static IReadOnlyList<string> Check(IReadOnlyList<string> names)
    {
        var known = InferenceEngines.Catalog.All.SelectMany(e => e.Delegates.Select(d => $"{e.Name}/{d}").Prepend(e.Name)).ToArray();
        foreach (var name in names)
        {
            if (!known.Contains(name)) throw new OptionException("--engines", $"there is no '{name}'; there are {string.Join(", ", known)}");
        }
        return names;
    }
}
