using System.CommandLine;
using System.CommandLine.Help;
using Sartor.Core;
using Sartor.Data.Configuration;

namespace Sartor.Cli;

/// <summary>
/// The file of <c>--config</c>: options of a verb by name. A key that is the name of a verb holds options of that verb alone. What the
/// command line gives is left as it is.
/// </summary>
internal static class ConfigurationFile
{
    /// <summary>The words of a command line with those that the file adds.</summary>
    /// <param name="words">As they were given.</param>
    /// <param name="command">The verb, with its options.</param>
    /// <param name="root">The program, with the options that all verbs have.</param>
    /// <exception cref="SartorException">The file cannot be read, or a key is no option of the verb.</exception>
    public static string[] Apply(string[] words, Command command, RootCommand root)
    {
        if (PathIn(words) is not { } path) return words;
        var options = command.Options.Concat(root.Options.Where(option => option.Recursive))
            .Where(option => option is not (HelpOption or VersionOption) && option != CommonArguments.Config).ToArray();
        var verbs = root.Subcommands.Select(verb => verb.Name).ToArray();
        var map = BoundedYamlReader.Read(path, "max-latency-ms: 10");
        var chosen = new Dictionary<string, (Option Option, YamlEntry Entry)>();
        foreach (var (key, entry) in map.Where(pair => pair.Value.Map is null)) Choose(key, entry);
        foreach (var (key, entry) in map.Where(pair => pair.Value.Map is not null))
        {
            if (!verbs.Contains(key))
                throw Bad(path, entry, $"'{key}' is not a verb, and only a verb holds keys{Suggestion.Text(key, verbs)}");
            if (key != command.Name) continue;
            foreach (var (inner, value) in entry.Map!) Choose(inner, value);
        }
        var end = Array.IndexOf(words, "--") is >= 0 and var at ? at : words.Length;
        var added = chosen.Values.Where(pair => !IsGiven(pair.Option, words.AsSpan(0, end)))
            .SelectMany(pair => Words(path, pair.Option, pair.Entry));
        return [.. words[..end], .. added, .. words[end..]];

        void Choose(string key, YamlEntry entry)
        {
            var option = Array.Find(options, o => o.Name == $"--{key}" || o.Aliases.Contains($"--{key}"))
                ?? throw Bad(
                    path, entry,
                    $"'{key}' is not an option of {command.Name}{Suggestion.Text(key, options.Select(o => o.Name.TrimStart('-')))}");
            chosen[option.Name] = (option, entry);
        }
    }

    private static string? PathIn(string[] words)
    {
        var name = CommonArguments.Config.Name;
        for (var i = 0; i < words.Length && words[i] != "--"; i++)
        {
            if (words[i] == name) return i + 1 < words.Length ? words[i + 1] : null;
            if (words[i].StartsWith($"{name}=", StringComparison.Ordinal)) return words[i][(name.Length + 1)..];
        }
        return null;
    }

    private static bool IsGiven(Option option, ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            foreach (var name in (string[])[option.Name, .. option.Aliases])
            {
                // An option may have its value behind = or : in the same word.
                var isNamed = word.StartsWith(name, StringComparison.Ordinal);
                if (isNamed && (word.Length == name.Length || word[name.Length] is '=' or ':')) return true;
            }
        }
        return false;
    }

    private static IEnumerable<string> Words(string path, Option option, YamlEntry entry)
    {
        if (option.ValueType == typeof(bool))
        {
            return entry.Scalar switch
            {
                "true" => [option.Name],
                "false" => [],
                _ => throw Bad(path, entry, $"'{option.Name.TrimStart('-')}' must be true or false"),
            };
        }
        if (entry.Map is not null) throw Bad(path, entry, $"'{option.Name.TrimStart('-')}' must be a value or a list of values");
        if (entry.Items is not { } items) return [$"{option.Name}={entry.Scalar}"];
        return option.ValueType.IsArray
            ? items.Select(item => $"{option.Name}={item}")
            : [$"{option.Name}={string.Join(',', items)}"];
    }

    private static OptionException Bad(string path, YamlEntry entry, string problem) => new(path, $"line {entry.Line}: {problem}");
}
