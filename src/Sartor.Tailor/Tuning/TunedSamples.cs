using System.Text.Json;
using System.Text.Json.Nodes;
using Sartor.Core;

namespace Sartor.Tailor.Tuning;

/// <summary>Reads which samples tuned a network.</summary>
internal static class TunedSamples
{
    /// <summary>The part of the file that lists them.</summary>
    private const string Part = "train";

    /// <summary>The hashes of their contents, from the file that tuning writes.</summary>
    /// <exception cref="DataSetException">There is no such file, or it is none.</exception>
    public static IReadOnlySet<string> Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path))![Part]!.AsArray().Select(hash => hash!.GetValue<string>()).ToHashSet();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(path, "cannot be read; name the split.json of the folder in which the network was tuned", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new DataSetException(path, "is no split.json of `sartor tailor tune`; name that file", e);
        }
    }
}
