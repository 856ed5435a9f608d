namespace Sartor.Core;

/// <summary>Files that belong to another: they lie beside it under its name, with suffixes of their own.</summary>
public static class CompanionFiles
{
    /// <summary>Their paths.</summary>
    /// <param name="path">The file that they belong to.</param>
    /// <param name="suffixes">One with the dot for each of them.</param>
    public static IReadOnlyList<string> Of(string path, IReadOnlyList<string> suffixes)
    {
        ArgumentNullException.ThrowIfNull(suffixes);
        return [.. suffixes.Select(suffix => Path.ChangeExtension(path, suffix))];
    }
}
