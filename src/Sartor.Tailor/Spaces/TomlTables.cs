using Sartor.Core;
using Sartor.Data.Configuration;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Sartor.Tailor.Spaces;

/// <summary>A TOML file as the tree that YAML files are read into: nested keys, single values, lists of single values.</summary>
internal static class TomlTables
{
    /// <summary>Reads it.</summary>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="OptionException">It is not TOML, or has what a configuration needs not.</exception>
    public static IReadOnlyDictionary<string, YamlEntry> Read(string path, string text)
    {
        var document = Parsed(path, text);
        if (document.HasErrors)
        {
            var problems = document.Diagnostics.Select(problem => $"line {problem.Span.Start.Line + 1}: {problem.Message.TrimEnd('.')}");
            throw new OptionException(path, $"is not TOML: {string.Join("; ", problems.Take(5))}");
        }
        var root = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
        foreach (var pair in document.KeyValues) Add(path, root, pair);
        foreach (var table in document.Tables)
        {
            if (table is not TableSyntax) throw Bad(path, table, "tables in double brackets are not read; write one table");
            var map = Names(table.Name!).Aggregate(root, (at, name) => Child(at, name, LineOf(table)));
            foreach (var pair in table.Items) Add(path, map, pair);
        }
        return root;
    }

    private static DocumentSyntax Parsed(string path, string text)
    {
        try
        {
            return SyntaxParser.Parse(text, path, validate: true);
        }
        catch (TomlException)
        {
            throw new OptionException(path, "is not TOML that a configuration needs: it nests too deeply");
        }
    }

    private static void Add(string path, Dictionary<string, YamlEntry> map, KeyValueSyntax pair)
    {
        var names = Names(pair.Key!).ToArray();
        var at = names.SkipLast(1).Aggregate(map, (inner, name) => Child(inner, name, LineOf(pair)));
        at[names[^1]] = pair.Value is ArraySyntax list
            ? new YamlEntry(LineOf(pair), null, [.. list.Items.Select(item => Scalar(path, item.Value!))], null)
            : new YamlEntry(LineOf(pair), Scalar(path, pair.Value!), null, null);
    }

    private static Dictionary<string, YamlEntry> Child(Dictionary<string, YamlEntry> map, string name, long line)
    {
        if (!map.TryGetValue(name, out var entry) || entry.Map is null)
            map[name] = entry = new YamlEntry(line, null, null, new Dictionary<string, YamlEntry>(StringComparer.Ordinal));
        return (Dictionary<string, YamlEntry>)entry.Map!;
    }

    private static IEnumerable<string> Names(KeySyntax key) =>
        key.DotKeys.Select(dotted => Text(dotted.Key!)).Prepend(Text(key.Key!));

    private static string Text(BareKeyOrStringValueSyntax key) =>
        key is StringValueSyntax { Value: { } text } ? text : key.ToString().Trim();

    private static string Scalar(string path, ValueSyntax value) => value switch
    {
        StringValueSyntax { Value: { } text } => text,
        IntegerValueSyntax or FloatValueSyntax or BooleanValueSyntax => value.ToString().Trim(),
        _ => throw Bad(path, value, "must be a single value, or a list of single values"),
    };

    private static long LineOf(SyntaxNode node) => node.Span.Start.Line + 1;

    private static OptionException Bad(string path, SyntaxNode node, string problem) => new(path, $"line {LineOf(node)}: {problem}");
}
