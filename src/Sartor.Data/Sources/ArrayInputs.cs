using Sartor.Core;

namespace Sartor.Data.Sources;

/// <summary>Tells inputs from labels among arrays that have names: the files of a folder, or the members of an .npz.</summary>
internal static class ArrayInputs
{
    private static readonly string[] s_labels = ["labels", "targets"];

    /// <summary>One array file for each input, named after it, and one of labels.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">Its array files.</param>
    /// <param name="labelsPath">A file with the labels; null: among the arrays, if at all.</param>
    /// <param name="inputs">Names of the model's inputs.</param>
    /// <exception cref="DataSetException">A file is damaged, or numbers of samples differ.</exception>
    public static InputsSource OfFiles(string folder, IReadOnlyList<string> files, string? labelsPath, IReadOnlyList<string> inputs)
    {
        var arrays = new List<(string Name, ArrayData Array)>();
        try
        {
            foreach (var file in files) arrays.Add((Path.GetFileNameWithoutExtension(file), ArrayFileReader.Open(file)));
        }
        catch
        {
            foreach (var (_, array) in arrays) array.Dispose();
            throw;
        }
        return Of(folder, arrays, labelsPath, inputs);
    }

    /// <summary>The same with arrays that are open.</summary>
    /// <param name="path">The folder or archive.</param>
    /// <param name="arrays">At least one; disposed of with the source, and where this throws.</param>
    /// <param name="labelsPath">A file with the labels; null: among the arrays, if at all.</param>
    /// <param name="inputs">Names of the model's inputs; empty where nothing is known of them.</param>
    /// <exception cref="DataSetException">There are labels twice, none but labels, or numbers of samples differ.</exception>
    public static InputsSource Of(
        string path, IReadOnlyList<(string Name, ArrayData Array)> arrays, string? labelsPath, IReadOnlyList<string> inputs)
    {
        var (name, array) = LabelsAmong(arrays, inputs);
        NamedSource[] named =
        [
            .. arrays.Where(a => a.Array != array)
                .Select(a => new NamedSource(a.Name, a.Array.File, new ArraySource("npy", a.Array, LabelColumn.None))),
        ];
        using (array)
        {
            try
            {
                if (named.Length == 0) throw new DataSetException(path, $"has no array but '{name}'; add one for each input of the model");
                if (array is not null && labelsPath is not null)
                    throw new DataSetException(path, $"has its labels in '{name}'; drop --labels {labelsPath}");
                var labels = array is null ? Labels(labelsPath, [], named) : Of(array, []);
                return InputsSource.Of(named, labels, array?.File ?? labelsPath, states: false);
            }
            catch
            {
                foreach (var input in named) input.Source.Dispose();
                throw;
            }
        }
    }

    /// <summary>The labels of an array file; none where it is null.</summary>
    /// <param name="labelsPath">The file.</param>
    /// <param name="classes">Names by class index; empty if unknown.</param>
    /// <param name="opened">Disposed of where this throws.</param>
    public static LabelColumn Labels(string? labelsPath, IReadOnlyList<string> classes, IEnumerable<NamedSource> opened)
    {
        if (labelsPath is null) return LabelColumn.None;
        try
        {
            using var labels = ArrayFileReader.Open(labelsPath);
            return Of(labels, classes);
        }
        catch
        {
            foreach (var input in opened) input.Source.Dispose();
            throw;
        }
    }

    // Real numbers are no classes: they are what the output should be.
    private static LabelColumn Of(ArrayData labels, IReadOnlyList<string> classes) =>
        labels.Element.IsFloat() ? LabelColumn.Of(labels.ReadTargets()) : new LabelColumn(labels.ReadLabels(), classes);

    // By name; else the only other one where every input has its own, or the only one of two that can be labels.
    private static (string? Name, ArrayData? Array) LabelsAmong(
        IReadOnlyList<(string Name, ArrayData Array)> arrays, IReadOnlyList<string> inputs)
    {
        (string Name, ArrayData Array)[] others = [.. arrays.Where(array => InputName.Find(array.Name, inputs) < 0)];
        var byName = others.FirstOrDefault(array => s_labels.Contains(array.Name, StringComparer.OrdinalIgnoreCase));
        if (byName.Array is not null) return byName;
        var areAllNamed = inputs.Count > 0 && arrays.Count - others.Length == inputs.Count;
        (string Name, ArrayData Array)[] alike = [.. others.Where(array => array.Array.LooksLikeLabels)];
        return alike.Length == 1 && ((areAllNamed && others.Length == 1) || (inputs.Count <= 1 && arrays.Count == 2))
            ? alike[0]
            : (null, null);
    }
}
