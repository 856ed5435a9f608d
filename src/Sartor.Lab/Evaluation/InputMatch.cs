using Sartor.Convert;
using Sartor.Core;
using Sartor.Data;
using Sartor.Data.Samples;
using Sartor.Data.Sources;

namespace Sartor.Lab.Evaluation;

/// <summary>Finds for each input of a network what a data set has for it.</summary>
internal static class InputMatch
{
    // More are not tried by their shapes.
    private const int MostByShape = 12;

    /// <summary>
    /// The index among <see cref="Sample.Parts"/> for each input, in the order of the network: by name. Where no name is that of an input
    /// and nobody wrote the names down, by type and shape, if these leave one way alone.
    /// </summary>
    /// <param name="path">The model's file, for messages.</param>
    /// <param name="signature">Its inputs.</param>
    /// <param name="data">The samples.</param>
    /// <param name="diagnostics">Takes a note where names did not decide.</param>
    /// <exception cref="DataSetException">An input has no array, an array no input, or nothing decides.</exception>
    public static IReadOnlyList<int> Of(string path, ModelSignature signature, DataSet data, List<Diagnostic> diagnostics)
    {
        string[] names = [.. signature.Inputs.Select(input => input.Name)];
        if (data.Inputs.Count == 0)
        {
            return names.Length == 1
                ? [0]
                : throw new DataSetException(data.Path, $"has values for one input, but the model has {names.Length}: {List(names)}; give "
                    + $"a folder or an .npz with one array for each, named after it (such as {FileOf(names[0])}), or a dataset.yaml with "
                    + "'inputs:' (docs/data.md)");
        }
        var found = new int[names.Length];
        Array.Fill(found, -1);
        var extra = new List<SampleInput>();
        foreach (var (i, array) in data.Inputs.Index())
        {
            var input = InputName.Find(array.Name, names);
            if (input < 0) extra.Add(array);
            else if (found[input] < 0) found[input] = i;
            else
                throw new DataSetException(array.Place, $"is the second array for the input '{names[input]}', beside "
                    + $"{data.Inputs[found[input]].Place}; keep one");
        }
        if (extra.Count == data.Inputs.Count && !data.StatesInputs) return ByShape(signature, data, names, diagnostics);
        if (extra.Count > 0)
            throw new DataSetException(extra[0].Place, $"belongs to no input: the model has no input '{extra[0].Name}', its inputs are "
                + $"{List(names)}; rename the array after its input, call it 'labels' or 'targets' if it is that, or remove it");
        if (Array.IndexOf(found, -1) is var missing and >= 0)
            throw new DataSetException(data.Path, $"has no array for the input '{names[missing]}' of the model; add "
                + $"{FileOf(names[missing])}, or name it under 'inputs:' in a dataset.yaml");
        return found;
    }

    private static IReadOnlyList<int> ByShape(ModelSignature signature, DataSet data, string[] names, List<Diagnostic> diagnostics)
    {
        string[] arrays = [.. data.Inputs.Select(array => array.Name)];
        if (arrays.Length != names.Length)
            throw new DataSetException(data.Path, $"has {Quantity.Of(arrays.Length, "array")} ({List(arrays)}) for the "
                + $"{Quantity.Of(names.Length, "input")} of the model, {List(names)}; give one array for each input, named after it, and "
                + "name labels 'labels' or 'targets'");
        if (names.Length == 1) return [0];
        var parts = data.Read(0).Parts!;
        var ways = new List<int[]>();
        if (names.Length <= MostByShape) Add(signature, parts, [], ways);
        if (ways.Count != 1)
            throw new DataSetException(data.Path, $"has the arrays {List(arrays)}, none of which has the name of an input ({List(names)}), "
                + $"and their types and shapes {(ways.Count == 0 ? "do not fit" : "leave open which belongs to which")}; name each array "
                + "after its input");
        diagnostics.Add(Diagnostic.Note("inputs-by-shape", "no array has the name of an input, so they were matched by type and shape: "
            + string.Join(", ", names.Select((name, i) => $"'{arrays[ways[0][i]]}' is fed to '{name}'"))));
        return ways[0];
    }

    // Two ways are as good as many.
    private static void Add(ModelSignature signature, IReadOnlyList<Sample> parts, int[] chosen, List<int[]> ways)
    {
        if (chosen.Length == parts.Count) ways.Add(chosen);
        for (var i = 0; i < parts.Count && chosen.Length < parts.Count && ways.Count < 2; i++)
        {
            if (!chosen.Contains(i) && Fits(signature.Inputs[chosen.Length], parts[i])) Add(signature, parts, [.. chosen, i], ways);
        }
    }

    private static bool Fits(TensorMapping input, Sample part)
    {
        if (part.Values is not { } values) return input.SourceShape.Rank >= 3;
        var isReal = input.Quantization is not null || input.VariantType.Element.IsFloat();
        if (values.Element.IsFloat() != isReal || (values.Element == ElementType.Bool) != (input.VariantType.Element == ElementType.Bool))
            return false;
        var (whole, item) = (input.SourceShape.ElementCount, values.Shape.ElementCount);
        return item == whole || (input.SourceShape.Rank > 0 && item * input.SourceShape[0] == whole);
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));

    private static string FileOf(string input) => $"'{input}.npy'";
}
