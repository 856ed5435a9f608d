using System.Globalization;
using Sartor.Core;
using Sartor.Data.Configuration;

namespace Sartor.Data.Sources;

/// <summary>Labels of all samples as class indices, and the names of the classes if they have names; or targets.</summary>
/// <param name="Indices">Class index from 0 by sample; empty where nothing is labelled.</param>
/// <param name="ClassNames">By class index; empty where the classes have no names.</param>
internal sealed record LabelColumn(int[] Indices, IReadOnlyList<string> ClassNames)
{
    // From this share of integers on, a cell that is none is a slip and not a name.
    private const double IndexShare = 0.9;

    public static readonly LabelColumn None = new([], []);

    /// <summary>The right values of an output by sample, instead of labels; empty where there are none.</summary>
    public IReadOnlyList<IReadOnlyList<float>> Targets { get; private init; } = [];

    /// <summary>Samples that have a label or a target.</summary>
    public int Count => Math.Max(Indices.Length, Targets.Count);

    /// <summary>The right values for a sample; null where there are none.</summary>
    public IReadOnlyList<float>? TargetOf(int index) => Targets.Count == 0 ? null : Targets[index];

    /// <summary>Targets of all samples.</summary>
    public static LabelColumn Of(IReadOnlyList<IReadOnlyList<float>> targets) => None with { Targets = targets };

    /// <summary>Targets from columns of numbers.</summary>
    /// <param name="file">For messages.</param>
    /// <param name="header">The names of the columns.</param>
    /// <param name="records">One for each sample.</param>
    /// <param name="columns">Which columns hold the targets, in the order of the output's elements.</param>
    /// <exception cref="DataSetException">A cell is not a finite number.</exception>
    public static LabelColumn OfNumbers(string file, CsvRecord header, IReadOnlyList<CsvRecord> records, IReadOnlyList<int> columns) =>
        Of([.. records.Select(record => (IReadOnlyList<float>)[.. columns.Select(column => Numeric(record[column], out var value)
            ? value
            : throw new DataSetException(
                file, $"line {record.Line}, column '{header[column]}': '{record[column]}' is not a number, and the "
                + "other targets are; correct it or remove the line"))])]);

    private static readonly string[] s_indexColumns = ["class_index", "label_index", "index"];

    /// <summary>
    /// Labels from text. All whole numbers: class indices. Else names: those that <paramref name="classes"/> gives, or, where it is
    /// empty, all that occur, in ordinal order. A column that its name or nine cells of ten make one of indices holds no names. Numbers
    /// that are neither indices nor known names are targets. Numbers among names are refused where nothing lists the names.
    /// </summary>
    /// <param name="file">For messages.</param>
    /// <param name="header">The names of the columns.</param>
    /// <param name="records">One for each sample.</param>
    /// <param name="column">Which column holds the labels.</param>
    /// <param name="classes">Known names by class index; empty if unknown.</param>
    /// <exception cref="DataSetException">A name that is not among the classes, an index outside them, or no index among
    /// indices.</exception>
    public static LabelColumn Parse(string file, CsvRecord header, IReadOnlyList<CsvRecord> records, int column,
        IReadOnlyList<string> classes)
    {
        var indices = new int[records.Count];
        var bad = -1;
        for (var i = 0; i < indices.Length; i++)
        {
            if (!int.TryParse(records[i][column], NumberStyles.None, CultureInfo.InvariantCulture, out indices[i]) && bad < 0) bad = i;
        }
        if (bad < 0) return new LabelColumn(indices, classes).Check(file);
        if (HoldsIndices(header[column], records, column, classes))
            throw new DataSetException(file, $"line {records[bad].Line}: the label '{records[bad][column]}' in column '{header[column]}' "
                + "is not a class index; write a whole number from 0, as the other lines do");
        if (classes.Count == 0 && HoldsNumbers(records, column)) return OfNumbers(file, header, records, [column]);
        if (classes.Count == 0) RefuseMixture(file, header[column], records, column);
        return ByName(file, records, column, classes.Count > 0
            ? classes
            : [.. records.Select(r => r[column]).Distinct().Order(StringComparer.Ordinal)]);
    }

    /// <summary>This, where every index is inside the named classes.</summary>
    /// <exception cref="DataSetException">An index is not.</exception>
    public LabelColumn Check(string file)
    {
        if (ClassNames.Count == 0) return this;
        var bad = Array.FindIndex(Indices, index => index >= ClassNames.Count);
        return bad < 0
            ? this
            : throw new DataSetException(file, $"sample {bad}: the label {Indices[bad]} is outside the {ClassNames.Count} classes "
                + $"0..{ClassNames.Count - 1}; correct the label or the list of classes");
    }

    private static bool HoldsIndices(string name, IReadOnlyList<CsvRecord> records, int column, IReadOnlyList<string> classes)
    {
        if (s_indexColumns.Contains(name, StringComparer.OrdinalIgnoreCase)) return true;
        // Names may look like numbers where a list says that they are names.
        if (classes.Count > 0 && records.All(record => classes.Contains(record[column]))) return false;
        return records.Count(record => long.TryParse(record[column], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out _)) >= IndexShare * records.Count;
    }

    // Which number means which class could not be told from the numbers that name one.
    private static void RefuseMixture(string file, string name, IReadOnlyList<CsvRecord> records, int column)
    {
        var number = records.FirstOrDefault(record => Numeric(record[column], out _));
        var word = records.FirstOrDefault(record => record[column].Length > 0 && !Numeric(record[column], out _));
        if (number is null || word is null) return;
        throw new DataSetException(file, $"the labels in column '{name}' are numbers as well as names ('{number[column]}' in line "
            + $"{number.Line}, '{word[column]}' in line {word.Line}); write class indices from 0 everywhere, or names everywhere, or list "
            + "the names under 'classes' in a dataset.yaml");
    }

    private static bool HoldsNumbers(IReadOnlyList<CsvRecord> records, int column) => records.All(record => Numeric(record[column], out _));

    private static bool Numeric(string text, out float value) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);

    private static LabelColumn ByName(string file, IReadOnlyList<CsvRecord> records, int column, IReadOnlyList<string> names)
    {
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++) byName.TryAdd(names[i], i);
        var indices = new int[records.Count];
        for (var i = 0; i < indices.Length; i++)
        {
            var (text, line) = (records[i][column], records[i].Line);
            if (text.Length == 0) throw new DataSetException(file, $"line {line}: has no label; fill it in or remove the line");
            if (!byName.TryGetValue(text, out indices[i]))
                throw new DataSetException(file, $"line {line}: the label '{text}' is not one of the {names.Count} classes; correct it or "
                    + "add the class");
        }
        return new LabelColumn(indices, names);
    }
}
