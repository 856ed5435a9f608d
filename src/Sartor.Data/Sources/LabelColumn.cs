using System.Globalization;
using Sartor.Core;

namespace Sartor.Data.Sources;

/// <summary>Labels of all samples as class indices, and the names of the classes if they have names.</summary>
/// <param name="Indices">Class index from 0 by sample; empty where nothing is labelled.</param>
/// <param name="ClassNames">By class index; empty where the classes have no names.</param>
internal sealed record LabelColumn(int[] Indices, IReadOnlyList<string> ClassNames)
{
    public static readonly LabelColumn None = new([], []);

    /// <summary>
    /// Labels from text. All integers: class indices. Else names: those that <paramref name="classes"/> gives, or, where it is
    /// empty, all that occur, in ordinal order.
    /// </summary>
    /// <param name="file">For messages.</param>
    /// <param name="texts">One for each sample.</param>
    /// <param name="classes">Known names by class index; empty if unknown.</param>
    /// <exception cref="DataSetException">A name that is not among the classes, or an index outside them.</exception>
    public static LabelColumn Parse(string file, IReadOnlyList<string> texts, IReadOnlyList<string> classes)
    {
        var indices = new int[texts.Count];
        if (texts.Select((text, i) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out indices[i])).All(ok => ok))
            return new LabelColumn(indices, classes).Check(file);
        var names = classes.Count > 0 ? classes : [.. texts.Distinct().Order(StringComparer.Ordinal)];
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++) byName.TryAdd(names[i], i);
        for (var i = 0; i < texts.Count; i++)
        {
            if (texts[i].Length == 0) throw new DataSetException(file, $"record {i + 1}: has no label; fill it in or remove the record");
            if (!byName.TryGetValue(texts[i], out indices[i]))
                throw new DataSetException(file, $"record {i + 1}: the label '{texts[i]}' is none of the {names.Count} classes; correct it or add the class");
        }
        return new LabelColumn(indices, names);
    }

    /// <summary>This, where every index is inside the named classes.</summary>
    /// <exception cref="DataSetException">An index is not.</exception>
    public LabelColumn Check(string file)
    {
        if (ClassNames.Count == 0) return this;
        var bad = Array.FindIndex(Indices, index => index >= ClassNames.Count);
        return bad < 0
            ? this
            : throw new DataSetException(file, $"sample {bad}: the label {Indices[bad]} is outside the {ClassNames.Count} classes 0..{ClassNames.Count - 1}; correct the label or the list of classes");
    }
}
