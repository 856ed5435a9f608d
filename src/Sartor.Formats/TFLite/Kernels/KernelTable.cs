namespace Sartor.Formats.TFLite.Kernels;

/// <summary>
/// What the runtime 2.9 does with each operator, version and form, found by running every combination once
/// (<c>eng/kernels</c>). What is not in the table was not tried.
/// </summary>
internal sealed class KernelTable
{
    private static readonly Lazy<KernelTable> Table = new(Load);

    private readonly ILookup<(string Operator, string Form), KernelRow> _rows;

    /// <param name="rows">The rows; those of one operator and form do not overlap.</param>
    public KernelTable(IReadOnlyList<KernelRow> rows)
    {
        Rows = rows;
        _rows = rows.ToLookup(r => (r.Operator, r.Form));
    }

    /// <summary>The runtime that the table speaks of, which is the one that Sartor runs.</summary>
    public static Version Runtime { get; } = new(2, 9);

    /// <summary>The table that belongs to this build.</summary>
    public static KernelTable Shipped => Table.Value;

    public IReadOnlyList<KernelRow> Rows { get; }

    /// <summary>The row of an operator; null where the combination was not tried.</summary>
    /// <param name="name">Name in the schema.</param>
    /// <param name="version">Version of the operator.</param>
    /// <param name="form">Its tensors, as <see cref="KernelForm"/> writes them.</param>
    public KernelRow? Find(string name, long version, string form) =>
        _rows[(name, KernelForm.Any)].Concat(_rows[(name, form)]).FirstOrDefault(r => version >= r.First && version <= r.Last);

    private static KernelTable Load()
    {
        using var stream = typeof(KernelTable).Assembly.GetManifestResourceStream("Sartor.Formats.TFLite.Kernels.tflite-2.9.tsv")!;
        using var reader = new StreamReader(stream);
        var rows = new List<KernelRow>();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#')) rows.Add(KernelRow.Parse(line));
        }
        return new KernelTable(rows);
    }
}
