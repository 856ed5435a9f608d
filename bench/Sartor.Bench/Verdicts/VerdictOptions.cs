using System.Globalization;
using Sartor.Convert;

namespace Sartor.Bench.Verdicts;

/// <summary>How much of the bench is run.</summary>
internal sealed record VerdictOptions
{
    /// <summary>Share of the files, 0 to 1: each is drawn by its name.</summary>
    public double Share { get; init; } = 1;

    /// <summary>Of the drawing: other files for another seed.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Only networks whose name holds this; empty: all.</summary>
    public string Network { get; init; } = "";

    /// <summary>Only mistakes whose name holds this; empty: all, and the right files.</summary>
    public string Mistake { get; init; } = "";

    /// <summary>Only files of this precision; null: all.</summary>
    public Precision? Precision { get; init; }

    /// <summary>Judges the networks as large ones are judged, with fewer runs.</summary>
    public bool AsLarge { get; init; }

    /// <summary>
    /// Makes the mistakes of float32 files for the plain kernels alone, while other delegates run the right file: a mistake in these
    /// kernels. The networks are judged as large ones.
    /// </summary>
    public bool InPlainKernels { get; init; }

    /// <summary>Takes one line for each file, as soon as it is judged; empty: none does.</summary>
    public string List { get; init; } = "";

    /// <summary>
    /// Reads <c>--share 0.1 --seed 2 --network NAME --mistake NAME --precision NAME --as large --list FILE</c>; null where the words
    /// are none of these. In place of <c>large</c>, <c>plain</c> is <see cref="InPlainKernels"/>.
    /// </summary>
    public static VerdictOptions? Parse(IReadOnlyList<string> words)
    {
        var options = new VerdictOptions();
        for (var i = 0; i < words.Count; i += 2)
        {
            var value = i + 1 < words.Count ? words[i + 1] : "";
            switch (words[i])
            {
                case "--share" when double.TryParse(value, CultureInfo.InvariantCulture, out var share) && share is > 0 and <= 1:
                    options = options with { Share = share };
                    break;
                case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out var seed):
                    options = options with { Seed = seed };
                    break;
                case "--network" when value.Length > 0:
                    options = options with { Network = value };
                    break;
                case "--mistake" when value.Length > 0:
                    options = options with { Mistake = value };
                    break;
                case "--precision" when Named(value) is { } precision:
                    options = options with { Precision = precision };
                    break;
                case "--as" when value is "large" or "plain":
                    options = options with { AsLarge = true, InPlainKernels = value == "plain" };
                    break;
                case "--list" when value.Length > 0:
                    options = options with { List = value };
                    break;
                default:
                    return null;
            }
        }
        return options;
    }

    private static Precision? Named(string name) =>
        Precisions.All.Select(p => (Precision?)p).FirstOrDefault(p => p!.Value.Name() == name);

    /// <summary>Whether a file belongs to the share that is run: always the same answer for the same name.</summary>
    /// <param name="name">Of the file.</param>
    /// <param name="of">A share of which the options' share is taken.</param>
    public bool Draws(string name, double of = 1)
    {
        // FNV-1a of 64 bits, which is the same on every machine, and a last mixing as SplitMix64 has it.
        var hash = 14695981039346656037;
        foreach (var c in $"{Seed}/{name}") hash = (hash ^ c) * 1099511628211;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return (hash >> 11) * (1.0 / (1UL << 53)) < Share * of;
    }
}
