using System.Globalization;
using System.Text;
using Sartor.Core;
using Sartor.Data.Configuration;

namespace Sartor.Tailor.Spaces;

/// <summary>Reads space files, TOML or YAML. All that is wrong is said at once, each with line and key.</summary>
internal sealed class SpaceFileReader
{
    private const int MaxBytes = 1 << 20;
    private const string Blocks = "arch.blocks", Divisor = "arch.divisor", Resolution = "var.global_vars.resolution";
    private const string StageVars = "var.stage_vars.", BlockVars = "var.block_vars.";

    private static readonly string[] s_keys =
    [
        "title", Blocks, Divisor, Resolution, .. StageKeys(Knob.Width), .. StageKeys(Knob.Depth),
    ];

    private readonly string _path;
    private readonly string[] _templates;
    private readonly Dictionary<string, YamlEntry> _entries = new(StringComparer.Ordinal);
    private readonly List<(long Line, string Problem)> _problems = [];

    private SpaceFileReader(string path, IReadOnlyList<IBlockTemplate> templates)
    {
        _path = path;
        _templates = [.. templates.Select(template => template.Name)];
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">TOML, or YAML if it ends in .yaml or .yml.</param>
    /// <param name="templates">Those that it may name.</param>
    /// <exception cref="SartorException">It is missing, or something in it is wrong.</exception>
    public static SpaceFile Read(string path, IReadOnlyList<IBlockTemplate> templates)
    {
        var isYaml = Path.GetExtension(path) is ".yaml" or ".yml";
        return new SpaceFileReader(path, templates).Read(
            isYaml ? BoundedYamlReader.Read(path, "title: my space") : TomlTables.Read(path, Text(path)));
    }

    private static string Text(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw new OptionException(path, "there is no such file; check the path");
        if (file.Length > MaxBytes) throw new OptionException(path, $"has {file.Length} bytes, more than the maximum of {MaxBytes}");
        try
        {
            return File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException e)
        {
            throw new DataSetException(path, "is not UTF-8 text; save it as UTF-8", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(path, $"cannot be read ({IoReason.Of(e)}); check its permissions", e);
        }
    }

    private SpaceFile Read(IReadOnlyDictionary<string, YamlEntry> map)
    {
        Flatten("", map);
        foreach (var (key, entry) in _entries.Where(pair => !IsKnown(pair.Key))) _problems.Add((entry.Line, Unknown(key)));
        var file = new SpaceFile(_path, Scalar("title"))
        {
            Blocks = Templates(),
            Divisor = Whole(Divisor, SpaceFile.UsualDivisor),
            Resolution = Numbers(Resolution),
            Width = OfStages(Knob.Width),
            Depth = OfStages(Knob.Depth),
            OfBlocks = OfBlocks(),
        };
        if (file.Resolution is { } sizes && sizes.Values.FirstOrDefault(size => size < 1 || size != Math.Floor(size)) is var odd and not 0)
            Bad(Resolution, $"is of whole numbers of pixels, not {Knob.Text(odd)}");
        if (_problems.Count == 0 && file is { Resolution: null, Width: null, Depth: null, OfBlocks.Count: 0 })
            _problems.Add((0, $"names nothing that varies; add one of {Resolution}, {StageVars}{Knob.Width}, {BlockVars}TEMPLATE.KNOB"));
        SpaceProblems.Throw(_path, _problems);
        return file;
    }

    private void Flatten(string prefix, IReadOnlyDictionary<string, YamlEntry> map)
    {
        foreach (var (key, entry) in map)
        {
            if (entry.Map is { Count: > 0 } inner) Flatten($"{prefix}{key}.", inner);
            else if (entry.Map is null && !_entries.TryAdd(prefix + key, entry))
                _problems.Add((entry.Line, $"'{prefix}{key}' is there twice"));
        }
    }

    private static bool IsKnown(string key) => s_keys.Contains(key) || key.StartsWith(BlockVars, StringComparison.Ordinal);

    private static string Unknown(string key) => key.EndsWith("_skipped", StringComparison.Ordinal)
        ? $"'{key}' numbers stages by hand; name those that vary with '{key[..^"_skipped".Length]}_stages'"
        : $"'{key}' is not a key{Suggestion.Text(key, s_keys)}";

    private static string[] StageKeys(string knob) => [$"{StageVars}{knob}", $"{StageVars}{knob}_stages"];

    private IReadOnlyList<string>? Templates()
    {
        if (Words(Blocks) is not { } words) return null;
        foreach (var word in words.Except(_templates)) Bad(Blocks, NoTemplate(word));
        return words;
    }

    private string NoTemplate(string word) => $"names '{word}', which is no template{Suggestion.Text(word, _templates)}; there are "
        + string.Join(", ", _templates);

    private AskedValues? OfStages(string knob)
    {
        var values = Numbers($"{StageVars}{knob}");
        var stages = Words($"{StageVars}{knob}_stages");
        if (!_entries.ContainsKey($"{StageVars}{knob}") && stages is not null)
            Bad($"{StageVars}{knob}_stages", $"needs '{StageVars}{knob}', the values of those stages");
        return values is null ? null : values with
        {
            Stages = stages,
            StagesLine = stages is null ? 0 : _entries[$"{StageVars}{knob}_stages"].Line,
        };
    }

    private List<AskedBlockValues> OfBlocks()
    {
        var found = new List<AskedBlockValues>();
        foreach (var (key, entry) in _entries.Where(pair => pair.Key.StartsWith(BlockVars, StringComparison.Ordinal)))
        {
            if (key[BlockVars.Length..].Split('.') is not [var template, var knob])
            {
                Bad(key, $"must be {BlockVars}TEMPLATE.KNOB");
                continue;
            }
            if (!_templates.Contains(template)) Bad(key, NoTemplate(template));
            if (!Knob.OfBlocks.Contains(knob))
                Bad(key, $"'{knob}' is nothing that blocks vary; it is one of {string.Join(", ", Knob.OfBlocks)}");
            if (Numbers(key) is { } values) found.Add(new AskedBlockValues(entry.Line, template, knob, values.Values));
        }
        return found;
    }

    private string? Scalar(string key)
    {
        if (!_entries.TryGetValue(key, out var entry)) return null;
        if (entry.Scalar is { Length: > 0 } text) return text;
        Bad(key, "must be a single value");
        return null;
    }

    private IReadOnlyList<string>? Words(string key)
    {
        if (!_entries.TryGetValue(key, out var entry)) return null;
        var words = entry.Items ?? (entry.Scalar is { Length: > 0 } one ? [one] : []);
        // The list of templates of a published file is empty where none is to be named.
        if (words.Count == 0 && key != Blocks) Bad(key, "is empty; name at least one, or delete the line");
        foreach (var twice in words.GroupBy(word => word).Where(group => group.Count() > 1)) Bad(key, $"has '{twice.Key}' twice");
        return words.Count == 0 ? null : words;
    }

    private AskedValues? Numbers(string key)
    {
        if (Words(key) is not { } words) return null;
        var values = new List<double>();
        foreach (var word in words)
        {
            if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
                values.Add(value);
            else
                Bad(key, $"is of numbers, not '{word}'");
        }
        foreach (var twice in values.GroupBy(value => value).Where(group => group.Count() > 1 && words.Distinct().Count() == words.Count))
            Bad(key, $"has {Knob.Text(twice.Key)} twice");
        return values.Count == words.Count ? new AskedValues(_entries[key].Line, values) : null;
    }

    private int Whole(string key, int usual)
    {
        if (Scalar(key) is not { } text) return usual;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= 1 and <= 1024) return value;
        Bad(key, $"must be a whole number between 1 and 1024, not '{text}'");
        return usual;
    }

    private void Bad(string key, string problem) => _problems.Add((_entries[key].Line, $"'{key}' {problem}"));
}
