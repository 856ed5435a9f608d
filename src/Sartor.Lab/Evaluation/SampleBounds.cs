using Sartor.Convert;
using Sartor.Core;

namespace Sartor.Lab.Evaluation;

/// <summary>Which models can be fed and compared: those that take and give numbers, and not too many at once.</summary>
internal static class SampleBounds
{
    /// <summary>
    /// Most elements of one sample, all inputs and outputs together; 256 MiB as float32. Also of all random samples together.
    /// </summary>
    public const long MostElements = 1L << 26;

    /// <summary>Random samples of a model of usual size.</summary>
    public const int RandomSamples = 8;

    /// <summary>Random samples of a small model, whose few outputs say little for each sample.</summary>
    public const int MostRandomSamples = 64;

    // Elements that small models are given together.
    private const long FewElements = 1L << 18;

    /// <summary>
    /// How many random samples are run: as many as <see cref="MostElements"/> hold, at least 1 and at most 8, or up to 64 of a small model.
    /// </summary>
    public static int RandomCount(ModelSignature signature)
    {
        var elements = Int128.Max(1, Elements(signature.Inputs) + Elements(signature.Outputs));
        var most = (int)Int128.Clamp(FewElements / elements, RandomSamples, MostRandomSamples);
        return (int)Int128.Clamp(MostElements / elements, 1, most);
    }

    /// <summary>That samples of a model can be made, run and compared, told by its types and shapes alone.</summary>
    /// <param name="path">The model's file, for the message.</param>
    /// <param name="signature">Its inputs and outputs.</param>
    /// <exception cref="UnsupportedModelException">It has no output, takes or gives what is no number, or too much of it.</exception>
    public static void Check(string path, ModelSignature signature)
    {
        if (signature.Outputs.Count == 0)
            throw new UnsupportedModelException(path, null, "has no output, so there is nothing to compare or measure");
        foreach (var input in signature.Inputs) CheckInput(path, input);
        foreach (var output in signature.Outputs) CheckOutput(path, output);
        CheckSize(path, signature);
    }

    /// <summary>That a sample can be made, for a model whose outputs nobody looks at.</summary>
    /// <exception cref="UnsupportedModelException">The model takes what is no number, or too much of it.</exception>
    public static void CheckInputs(string path, IReadOnlyList<TensorMapping> inputs)
    {
        foreach (var input in inputs) CheckInput(path, input);
        CheckSize(path, new ModelSignature(inputs, []));
    }

    private static void CheckInput(string path, TensorMapping input)
    {
        var element = input.VariantType.Element;
        if (element is ElementType.Int4 or ElementType.UInt4 || !IsNumber(element))
            throw new UnsupportedModelException(path, $"input '{input.Name}'", $"takes {element.Label()}, and Sartor feeds floats, "
                + "booleans and integers from 8 bits only");
    }

    private static void CheckOutput(string path, TensorMapping output)
    {
        if (!IsNumber(output.VariantType.Element))
            throw new UnsupportedModelException(path, $"output '{output.Name}'", $"gives {output.VariantType.Element.Label()}, and "
                + "Sartor compares numbers only");
    }

    private static bool IsNumber(ElementType element) => element.IsFloat() || element.IsInteger() || element == ElementType.Bool;

    private static void CheckSize(string path, ModelSignature signature)
    {
        var total = Elements(signature.Inputs) + Elements(signature.Outputs);
        if (total <= MostElements) return;
        var (kind, largest) = signature.Inputs
            .Select(t => ("input", t)).Concat(signature.Outputs.Select(t => ("output", t))).MaxBy(p => p.t.SourceShape.ElementCount);
        throw new UnsupportedModelException(path, $"{kind} '{largest.Name}'", $"is {largest.SourceShape}; inputs and outputs have "
            + $"{total} elements together, "
            + $"and Sartor runs models of at most {MostElements}; give smaller shapes with --input-shape, or only convert, with "
                + "--no-verify");
    }

    // Each count fits 63 bits; their sum may not.
    private static Int128 Elements(IEnumerable<TensorMapping> tensors) =>
        tensors.Aggregate(Int128.Zero, (sum, t) => sum + t.SourceShape.ElementCount);
}
