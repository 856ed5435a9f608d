namespace Sartor.Data.Configuration;

/// <summary>The value of one key: exactly one of the three is not null.</summary>
/// <param name="Line">Where the key stands, from 1.</param>
/// <param name="Scalar">A single value, unquoted.</param>
/// <param name="Items">A list of single values.</param>
/// <param name="Map">Nested keys.</param>
public sealed record YamlEntry(long Line, string? Scalar, IReadOnlyList<string>? Items, IReadOnlyDictionary<string, YamlEntry>? Map);
