using Sartor.Core;

namespace Sartor.Formats.TFLite.Kernels;

/// <summary>
/// What a runtime does with each operator, version and form, found by running every combination once (<c>eng/kernels</c>). What is not in
/// the table was not tried.
/// </summary>
internal sealed class KernelTable
{
    private static readonly Dictionary<string, Lazy<KernelTable>> s_tables = new(StringComparer.Ordinal)
    {
        ["tflite"] = new(() => Load("2.9", "tflite-2.9.tsv")),
        ["litert"] = new(() => Load("LiteRT 2.5", "tflite-litert-2.5.tsv")),
    };

    private readonly ILookup<(string Operator, string Form), KernelRow> _rows;

    /// <param name="runtime">What messages call the runtime, after the word.</param>
    /// <param name="file">Name of its file; empty for a table that is in none.</param>
    /// <param name="rows">The rows; those of one operator and form do not overlap.</param>
    public KernelTable(string runtime, string file, IReadOnlyList<KernelRow> rows)
    {
        (Runtime, File, Rows) = (runtime, file, rows);
        _rows = rows.ToLookup(r => (r.Operator, r.Form));
    }

    /// <summary>The runtimes that there are tables of, by the names of the engines that run them; the first is the usual one.</summary>
    public static IReadOnlyList<string> Runtimes { get; } = ["tflite", "litert"];

    /// <summary>The table of the runtime that Sartor measures.</summary>
    public static KernelTable Shipped => Of("tflite");

    /// <summary>What messages call the runtime: <c>2.9</c>.</summary>
    public string Runtime { get; }

    /// <summary>Name of its file beside this class.</summary>
    public string File { get; }

    public IReadOnlyList<KernelRow> Rows { get; }

    /// <summary>The table of a runtime.</summary>
    /// <param name="runtime">One of <see cref="Runtimes"/>; null for the usual one.</param>
    /// <exception cref="OptionException">There is none; the message lists those that there are.</exception>
    public static KernelTable Of(string? runtime) => s_tables.TryGetValue(runtime ?? Runtimes[0], out var table)
        ? table.Value
        : throw new OptionException("runtime", $"unknown runtime '{runtime}'; choose from {string.Join(", ", Runtimes)}");

    /// <summary>The row of an operator; null where the combination was not tried.</summary>
    /// <param name="name">As <see cref="KernelName"/> writes it.</param>
    /// <param name="version">Version of the operator.</param>
    /// <param name="form">Its tensors, as <see cref="KernelForm"/> writes them.</param>
    public KernelRow? Find(string name, long version, string form) =>
        _rows[(name, KernelForm.Any)].Concat(_rows[(name, form)]).FirstOrDefault(r => version >= r.First && version <= r.Last);

    private static KernelTable Load(string runtime, string file)
    {
        using var stream = typeof(KernelTable).Assembly.GetManifestResourceStream($"Sartor.Formats.TFLite.Kernels.{file}")!;
        using var reader = new StreamReader(stream);
        var rows = new List<KernelRow>();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#')) rows.Add(KernelRow.Parse(line));
        }
        return new KernelTable(runtime, file, rows);
    }
}
