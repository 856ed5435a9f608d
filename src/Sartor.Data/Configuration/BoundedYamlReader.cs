using Sartor.Core;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sartor.Data.Configuration;

/// <summary>
/// The part of YAML that configuration needs: nested keys, single values, lists of single values. Anchors, aliases and tags, which
/// let a small file grow without bound or choose types, are refused; so is a file over 1 MiB or nesting deeper than 8.
/// </summary>
public sealed class BoundedYamlReader
{
    private const int MaxBytes = 1 << 20;
    private const int MaxDepth = 8;

    private readonly string _file;
    private readonly Parser _parser;

    private readonly string _example;
    private readonly string _advice;

    private BoundedYamlReader(string file, string example, string? advice, string text)
    {
        _file = file;
        _example = example;
        _advice = advice ?? $"write at least '{example}'";
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The keys of the file's only document.</summary>
    /// <param name="path">The file.</param>
    /// <param name="example">A line that it may hold, for messages.</param>
    /// <param name="advice">What to do about an empty file; null for a line as the example.</param>
    /// <exception cref="DataSetException">The file is missing, too large, not YAML, or uses what is refused.</exception>
    public static IReadOnlyDictionary<string, YamlEntry> Read(string path, string example, string? advice = null)
    {
        var reader = new BoundedYamlReader(path, example, advice, TextFile.Read(path, MaxBytes));
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException e)
        {
            throw new DataSetException(path, $"line {e.Start.Line}: is not YAML ({e.Message.Trim().TrimEnd('.')}); correct that line", e);
        }
    }

    private IReadOnlyDictionary<string, YamlEntry> ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.Accept<DocumentStart>(out _)) throw new DataSetException(_file, $"is empty; {_advice}");
        _parser.Consume<DocumentStart>();
        if (!_parser.Accept<MappingStart>(out _))
            throw new DataSetException(_file, $"is not a list of 'key: value' lines, such as '{_example}'");
        var map = ReadMap(0);
        _parser.Consume<DocumentEnd>();
        if (!_parser.Accept<StreamEnd>(out _)) throw new DataSetException(_file, "contains more than one document; keep one");
        return map;
    }

    private Dictionary<string, YamlEntry> ReadMap(int depth)
    {
        var start = _parser.Consume<MappingStart>();
        Refuse(start);
        if (depth >= MaxDepth) throw Bad(start, $"is nested deeper than {MaxDepth} levels");
        var map = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadScalar("a key");
            if (!map.TryAdd(key.Value, ReadValue(depth, key.Start.Line))) throw Bad(key, $"'{key.Value}' is there twice");
        }
        return map;
    }

    private YamlEntry ReadValue(int depth, long line)
    {
        if (_parser.Accept<MappingStart>(out _)) return new YamlEntry(line, null, null, ReadMap(depth + 1));
        if (!_parser.TryConsume<SequenceStart>(out var list)) return new YamlEntry(line, ReadScalar("a value").Value, null, null);
        Refuse(list);
        var items = new List<string>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadScalar("a list item").Value);
        return new YamlEntry(line, null, items, null);
    }

    private Scalar ReadScalar(string what)
    {
        if (!_parser.TryConsume<Scalar>(out var scalar))
        {
            var found = _parser.Current!;
            throw found is AnchorAlias
                ? Bad(found, "aliases are not allowed; write the value out")
                : Bad(found, $"{what} must be a single value");
        }
        Refuse(scalar);
        return scalar;
    }

    private void Refuse(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty) throw Bad(node, "anchors are not allowed; write the value out");
        if (!node.Tag.IsEmpty) throw Bad(node, "tags are not allowed; write the plain value");
    }

    private DataSetException Bad(ParsingEvent at, string problem) => new(_file, $"line {at.Start.Line}: {problem}");
}
