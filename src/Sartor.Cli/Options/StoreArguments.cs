using System.CommandLine;
using Sartor.Core;
using Sartor.Lab.Jobs;
using Sartor.Lab.Trials;

namespace Sartor.Cli.Options;

/// <summary>What a fit takes from earlier runs, and where these are kept.</summary>
internal sealed class StoreArguments
{
    private readonly Option<bool> _fresh = new("--fresh") { Description = "Do every step again instead of reusing steps of earlier runs" };
    private readonly Option<bool> _measurements = new("--reuse-measurements")
    {
        Description = "Reuse measurements of earlier runs too (default: measure again, because machines change)",
    };
    private readonly Option<string?> _store = new("--store")
    {
        Description =
            $"Folder with the steps of earlier runs, or {StoreFolder.None} (default: {StoreFolder.Variable}, or sartor in the user's "
            + "cache)",
        HelpName = "folder",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[_store, _fresh, _measurements]) command.Add(option);
    }

    /// <summary>The options of a fit with these.</summary>
    /// <exception cref="OptionException">They contradict each other.</exception>
    public FitOptions Read(ParseResult parsed, FitOptions options)
    {
        var (fresh, measurements) = (parsed.GetValue(_fresh), parsed.GetValue(_measurements));
        if (fresh && measurements)
            throw new OptionException(
                _measurements.Name, $"{_fresh.Name} repeats everything, including measurements; give only one of the two");
        return options with { StoreFolder = Folder(parsed.GetValue(_store)), Fresh = fresh, ReuseMeasurements = measurements };
    }

    private static string? Folder(string? given) => given switch
    {
        null => StoreFolder.Of(Environment.GetEnvironmentVariable),
        StoreFolder.None => null,
        _ => given.Length > 0 ? given : throw new OptionException("--store", $"is empty; give a folder, or {StoreFolder.None}"),
    };
}
