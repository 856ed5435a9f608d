using System.Text.Json;
using System.Text.Json.Serialization;
using Sartor.Mutation.Sampling;

namespace Sartor.Mutation.Running;

/// <summary>The scratch folder: the copied tree, and what is known so far, so that a run that was stopped is continued.</summary>
internal sealed class Workplace(string folder)
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>The root of the copied tree.</summary>
    public string Tree => Path.Combine(folder, "tree");

    /// <summary>What was drawn and built; null where nothing is finished.</summary>
    public Draw? Draw => Read<Draw>("draw.json");

    public IReadOnlyList<CoveredClass>? Coverage => Read<CoveredClass[]>("coverage.json");

    /// <summary>Mutants that are done.</summary>
    public IReadOnlyList<MutantOutcome> Outcomes =>
        Directory.Exists(Results)
            ? [.. Directory.EnumerateFiles(Results, "*.json").Order(StringComparer.Ordinal).Select(f => Read<MutantOutcome>(f)!)]
            : [];

    private string Results => Path.Combine(folder, "results");

    public void Keep(Draw draw) => Write("draw.json", draw);

    public void Keep(IReadOnlyList<CoveredClass> coverage) => Write("coverage.json", coverage);

    public void Keep(MutantOutcome outcome) => Write(Path.Combine("results", $"{outcome.Number:D5}.json"), outcome);

    /// <summary>Makes the folder empty.</summary>
    /// <exception cref="MutationException">It holds something that is not of this program.</exception>
    public void Clear()
    {
        var isUsed = Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();
        if (isUsed && !File.Exists(Path.Combine(folder, "mutation")))
            throw new MutationException($"{folder} holds other files; let --scratch name an empty folder.");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(Tree);
        File.WriteAllText(Path.Combine(folder, "mutation"), "This folder is made and emptied by the mutation sampler.\n");
    }

    private T? Read<T>(string name) where T : class
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllText(path), s_json) : null;
    }

    // A stop leaves either the whole file or none.
    private void Write<T>(string name, T value)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".part", JsonSerializer.Serialize(value, s_json));
        File.Move(path + ".part", path, overwrite: true);
    }
}
