using System.Globalization;
using System.Runtime.InteropServices;
using Sartor.Core;
using Sartor.Data.Configuration;

namespace Sartor.Data.Sources;

/// <summary>
/// CSV tables with a header: numeric columns are the features (float32, in their order), one column may be the label or several the
/// targets, one the id.
/// </summary>
internal static class TableReader
{
    private static readonly string[] s_labelColumns = ["label", "class", "class_index", "label_index", "target", "species", "y"];

    private const string TargetPrefix = "target_";

    /// <param name="path">The table.</param>
    /// <param name="classes">Names by class index; empty if unknown.</param>
    /// <param name="labelsPath">A file with labels that someone gave beside it, which a table has no use for; null: none.</param>
    /// <exception cref="DataSetException">Labels in another file, no rows, no numeric column, a hole, or more than one column of
    /// text.</exception>
    public static ArraySource Read(string path, IReadOnlyList<string> classes, string? labelsPath = null)
    {
        var records = CsvReader.Read(path);
        if (records.Count < 2) throw new DataSetException(path, "contains no rows; it needs a header and one line per sample");
        var header = records[0];
        records.RemoveAt(0);
        var id = Array.FindIndex(header.Fields, name => name.Equals("id", StringComparison.OrdinalIgnoreCase));
        int[] targets = [.. Enumerable.Range(0, header.Fields.Length).Where(column => IsTarget(header[column]))];
        var label = targets.Length > 0 ? -1 : LabelIndex(path, header.Fields, records, id);
        if (labelsPath is not null)
            throw Surplus(path, labelsPath, targets.Length > 0 ? header[targets[0]] : label < 0 ? null : header[label]);
        int[] features = [.. Enumerable.Range(0, header.Fields.Length).Where(column => column != id && column != label).Except(targets)];
        if (features.Length == 0)
            throw new DataSetException(path, "has no numeric column beside the label; give the features as columns of numbers");
        var values = ReadFeatures(path, header.Fields, records, features);
        var labels = targets.Length > 0 ? LabelColumn.OfNumbers(path, header, records, targets)
            : label < 0 ? LabelColumn.None : LabelColumn.Parse(path, header, records, label, classes);
        var bytes = MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        var data = new ArrayData(path, ElementType.Float32, new Shape(records.Count, features.Length),
            (offset, length) => bytes.AsMemory((int)offset, length));
        return new ArraySource("table", data, labels, path, Ids(records, id));
    }

    private static DataSetException Surplus(string path, string labelsPath, string? column) => new(path, column is null
        ? $"is a table, whose labels are a column and not a file such as {labelsPath}; add a column 'label' and drop --labels"
        : $"is a table that has its labels in column '{column}'; drop --labels {labelsPath}");

    // target_x, target_y: the elements of an output.
    private static bool IsTarget(string column) => column.StartsWith(TargetPrefix, StringComparison.OrdinalIgnoreCase);

    // The column that says so by name, else the only one that holds text.
    private static int LabelIndex(string path, string[] header, List<CsvRecord> records, int id)
    {
        foreach (var name in s_labelColumns)
        {
            var named = Array.FindIndex(header, h => h.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (named >= 0) return named;
        }
        int[] texts = [.. Enumerable.Range(0, header.Length).Where(column => column != id && !IsNumber(records[0][column], out _))];
        return texts.Length switch
        {
            0 => -1,
            1 => texts[0],
            _ => throw new DataSetException(path, $"has {texts.Length} columns of text "
                + $"({string.Join(", ", texts.Take(4).Select(i => header[i]))}); name the one with the labels 'label' and remove the "
                + "others"),
        };
    }

    private static float[] ReadFeatures(string path, string[] header, List<CsvRecord> records, int[] features)
    {
        if ((long)records.Count * features.Length > Array.MaxLength / sizeof(float))
            throw new DataSetException(path, "is too large for a table; save it as .npy");
        var values = new float[records.Count * features.Length];
        var at = 0;
        for (var row = 0; row < records.Count; row++)
        {
            foreach (var column in features)
            {
                if (!IsNumber(records[row][column], out values[at++]))
                    throw new DataSetException(path, $"line {records[row].Line}, column '{header[column]}': '{records[row][column]}' is "
                        + "not a number; correct it or remove the line");
            }
        }
        return values;
    }

    private static string[]? Ids(List<CsvRecord> records, int id)
    {
        if (id < 0) return null;
        string[] ids = [.. records.Select(record => record[id])];
        return ids.Distinct(StringComparer.Ordinal).Count() == ids.Length ? ids : null;
    }

    private static bool IsNumber(string text, out float value) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
}
