using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Sartor.Core;
using Sartor.Data.Configuration;

namespace Sartor.Cli;

/// <summary>
/// The file of <c>--config</c>: options of a verb by name. A key that is the name of a verb holds options of that verb alone, and
/// in it the verbs below it theirs, as <c>profile</c> in <c>tailor</c>. What the command line gives is left as it is.
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
        var called = Called(root.Parse(words).CommandResult);
        if (called is []) called = [command];
        var options = called.SelectMany(verb => verb.Options).Concat(root.Options.Where(option => option.Recursive)).Distinct()
            .Where(option => option is not (HelpOption or VersionOption) && option != CommonArguments.Config).ToArray();
        var name = string.Join(' ', called.Select(verb => verb.Name));
        var chosen = new Dictionary<string, (Option Option, YamlEntry Entry)>();
        Read(BoundedYamlReader.Read(path, "max-latency-ms: 10"), root, 0);
        var end = Array.IndexOf(words, "--") is >= 0 and var at ? at : words.Length;
        var added = chosen.Values.Where(pair => !IsGiven(pair.Option, words.AsSpan(0, end)))
            .SelectMany(pair => Words(path, pair.Option, pair.Entry));
        return [.. words[..end], .. added, .. words[end..]];

        void Read(IReadOnlyDictionary<string, YamlEntry> keys, Command parent, int depth)
        {
            var verbs = parent.Subcommands.Select(verb => verb.Name).ToArray();
            foreach (var (key, entry) in keys.Where(pair => pair.Value.Map is null || verbs is [])) Choose(key, entry);
            foreach (var (key, entry) in keys.Where(pair => pair.Value.Map is not null && verbs is not []))
            {
                if (!verbs.Contains(key))
                    throw Bad(path, entry, $"'{key}' is not a verb, and only a verb holds keys{Suggestion.Text(key, verbs)}");
                if (depth < called.Count && key == called[depth].Name) Read(entry.Map!, called[depth], depth + 1);
            }
        }

        void Choose(string key, YamlEntry entry)
        {
            var option = Array.Find(options, o => o.Name == $"--{key}" || o.Aliases.Contains($"--{key}"))
                ?? throw Bad(
                    path, entry,
                    $"'{key}' is not an option of {name}{Suggestion.Text(key, options.Select(o => o.Name.TrimStart('-')))}");
            chosen[option.Name] = (option, entry);
        }
    }

    // The verb that the words call and those that it is below, the outermost first.
    private static List<Command> Called(CommandResult? result)
    {
        var verbs = new List<Command>();
        for (; result is { Command: not RootCommand }; result = result.Parent as CommandResult) verbs.Insert(0, result.Command);
        return verbs;
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
