using System.Globalization;

namespace Sartor.Mutation;

/// <summary>What the command line says.</summary>
internal sealed record MutationOptions
{
    /// <summary>The repository's folder, which has Sartor.slnx.</summary>
    public required string Root { get; init; }

    /// <summary>How many mutants are drawn.</summary>
    public int Mutants { get; init; } = 200;

    /// <summary>Decides which; null continues what the scratch folder holds, or draws a new one.</summary>
    public int? Seed { get; init; }

    /// <summary>Where the copy is built and results are kept.</summary>
    public string Scratch { get; init; } = Path.Combine(Path.GetTempPath(), "sartor-mutation");

    /// <summary>The file of the report; null for standard output.</summary>
    public string? Out { get; init; }

    /// <summary>The file that says what is mutated.</summary>
    public required string Areas { get; init; }

    /// <summary>Names of areas; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>How many mutants are tested at a time.</summary>
    public int Parallel { get; init; } = 2;

    /// <summary>Classes of tests that take longer, in seconds of the control run, are not asked; null asks all.</summary>
    public int? Longest { get; init; }

    public const string Usage = """
        usage: [--mutants 200] [--seed N] [--areas FILE] [--only AREA,AREA] [--out FILE]
               [--scratch FOLDER] [--parallel 2] [--longest SECONDS]
        Without --seed an unfinished run is continued, else a new seed is drawn.
        """;

    /// <exception cref="MutationException">An option is unknown, or its value is no value of it.</exception>
    public static MutationOptions Parse(IReadOnlyList<string> args)
    {
        var root = FindRoot();
        var options = new MutationOptions { Root = root, Areas = Path.Combine(root, "eng", "mutation", "areas.txt") };
        for (var i = 0; i < args.Count; i += 2)
        {
            var value = i + 1 < args.Count ? args[i + 1] : throw new MutationException($"{args[i]} needs a value.\n{Usage}");
            options = args[i] switch
            {
                "--mutants" => options with { Mutants = Number(args[i], value) },
                "--seed" => options with { Seed = Number(args[i], value) },
                "--parallel" => options with { Parallel = Number(args[i], value) },
                "--longest" => options with { Longest = Number(args[i], value) },
                "--scratch" => options with { Scratch = Path.GetFullPath(value) },
                "--out" => options with { Out = Path.GetFullPath(value) },
                "--areas" => options with { Areas = Path.GetFullPath(value) },
                "--only" => options with { Only = value.Split(',') },
                _ => throw new MutationException($"{args[i]} is no option.\n{Usage}"),
            };
        }
        if ((options.Scratch + "/").StartsWith(options.Root + "/", StringComparison.Ordinal))
            throw new MutationException($"{options.Scratch} lies in the repository; let --scratch name a folder outside.");
        return options;
    }

    private static int Number(string option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && (number > 0 || option == "--seed")
            ? number
            : throw new MutationException($"{value} is no value of {option}.");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sartor.slnx"))) return folder.FullName;
        }
        throw new MutationException("Sartor.slnx is in no folder above this one; start inside the repository.");
    }
}
