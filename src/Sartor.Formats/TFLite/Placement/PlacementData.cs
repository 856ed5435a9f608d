namespace Sartor.Formats.TFLite.Placement;

/// <summary>The tables beside this file.</summary>
internal static class PlacementData
{
    /// <summary>Lines of a table that are no comments.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(PlacementData).Assembly.GetManifestResourceStream($"Sartor.Formats.TFLite.Placement.{name}")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#')) yield return line;
        }
    }
}
