using System.Globalization;
using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Data.Sources;
using Sartor.Formats;
using Sartor.Graph.Ir;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Inputs, and the outputs that another runtime gave for them, as array files: what a model is compared with instead of a source. The
/// first axis of each array counts the samples; the others are those of the input or output, with or without its batch of 1.
/// </summary>
internal sealed class ExpectedArrays : IDisposable
{
    private readonly IReadOnlyList<SampleArray> _inputs;
    private readonly IReadOnlyList<SampleArray> _outputs;

    private ExpectedArrays(string path, IReadOnlyList<SampleArray> inputs, IReadOnlyList<SampleArray> outputs)
    {
        (Path, _inputs, _outputs) = (path, inputs, outputs);
    }

    /// <summary>The file or folder of the outputs as it was given.</summary>
    public string Path { get; }

    /// <summary>Number of samples.</summary>
    public int Count => _inputs[0].Count;

    /// <summary>Opens them.</summary>
    /// <param name="expected">
    /// The outputs of a network with one output; or a folder with <c>input.npy</c> and <c>output.npy</c>, or with <c>input.0.npy</c>,
    /// <c>input.1.npy</c>, … where there are several, and the same of the outputs.
    /// </param>
    /// <param name="data">The inputs where <paramref name="expected"/> is a file; null where it is a folder.</param>
    /// <exception cref="DataSetException">A file is missing or damaged, or their numbers of samples differ.</exception>
    /// <exception cref="OptionException">There are inputs twice, or none.</exception>
    public static ExpectedArrays Open(string expected, string? data)
    {
        if (!Directory.Exists(expected))
        {
            return data is null
                ? throw new OptionException("--expected", "is a file of outputs; give the inputs that they belong to with --data")
                : Open(expected, [data], [expected]);
        }
        if (data is not null)
            throw new OptionException("--data", "the folder of --expected has the inputs already; give only one of the two");
        return Open(expected, Files(expected, "input"), Files(expected, "output"));
    }

    /// <summary>What stands for the source: inputs and outputs of these types.</summary>
    /// <param name="model">The model that is compared.</param>
    /// <exception cref="DataSetException">Number, type or number of elements are not those of the model.</exception>
    public ModelGraph Signature(ModelFile model)
    {
        var graph = new ModelGraph(System.IO.Path.GetFileName(Path)) { Source = GraphSource.None with { Format = model.Format.Name } };
        // A value of another graph's input is one that nothing computes.
        var outputs = new ModelGraph(graph.Name);
        foreach (var (value, array) in Matched("input", model.Graph.Inputs, _inputs)) graph.AddInput(value.Name, TypeOf(array, value));
        foreach (var (value, array) in Matched("output", model.Graph.Outputs, _outputs))
            graph.Outputs.Add(outputs.AddInput(value.Name, TypeOf(array, value)));
        return graph;
    }

    /// <summary>All samples, read anew at each enumeration.</summary>
    /// <param name="signature">Of <see cref="Signature"/>.</param>
    public ReferenceSet Set(ModelSignature signature) => new(ReferenceSet.HeldOut, Enumerable.Range(0, Count).Select(i =>
        new ReferenceOutputs(
            i.ToString(CultureInfo.InvariantCulture),
            [.. _inputs.Select((array, k) => array.Read(i).Reshape(signature.Inputs[k].SourceShape))],
            [.. _outputs.Select(array => array.Read(i).ToSingles())])));

    /// <summary>What the result says of them in the place of a source.</summary>
    /// <param name="graph">Of <see cref="Signature"/>.</param>
    public SourceModel Describe(ModelGraph graph)
    {
        SampleArray[] all = [.. _inputs, .. _outputs];
        var lines = all.Select(array => $"{ModelFile.Sha256(array.Path)} {System.IO.Path.GetFileName(array.Path)}\n");
        return new SourceModel
        {
            Name = graph.Name,
            Format = "arrays",
            FormatVersion = "",
            Producer = "",
            Opsets = new Dictionary<string, long>(),
            Sha256 = Core.Sha256.Hex(string.Concat(lines)),
            SizeBytes = all.Sum(array => new FileInfo(array.Path).Length),
            Parameters = 0,
            Macs = null,
            Flops = null,
            Inputs = [.. graph.Inputs.Select(SourceModels.Tensor)],
            Outputs = [.. graph.Outputs.Select(SourceModels.Tensor)],
            Fingerprint = "",
        };
    }

    public void Dispose()
    {
        foreach (var array in _inputs.Concat(_outputs)) array.Dispose();
    }

    private static ExpectedArrays Open(string path, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs)
    {
        var opened = new List<SampleArray>();
        try
        {
            foreach (var file in inputs.Concat(outputs)) opened.Add(SampleArray.Open(file));
            foreach (var array in opened.Where(array => array.Count != opened[0].Count))
            {
                throw new DataSetException(array.Path, $"has {Quantity.Of(array.Count, "sample")}, but {opened[0].Path} has "
                    + $"{opened[0].Count}; the first axis of each array counts the samples");
            }
            return new ExpectedArrays(path, opened[..inputs.Count], opened[inputs.Count..]);
        }
        catch
        {
            foreach (var array in opened) array.Dispose();
            throw;
        }
    }

    private static IReadOnlyList<string> Files(string folder, string kind)
    {
        var single = System.IO.Path.Combine(folder, $"{kind}.npy");
        if (File.Exists(single)) return [single];
        string Numbered(int i) => System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{kind}.{i}.npy"));
        var numbered = Enumerable.Range(0, int.MaxValue).Select(Numbered).TakeWhile(File.Exists).ToArray();
        return numbered.Length > 0
            ? numbered
            : throw new DataSetException(folder, $"has neither {kind}.npy nor {kind}.0.npy; python/dump_outputs.py writes such folders");
    }

    private IEnumerable<(Value Value, SampleArray Array)> Matched(
        string kind, IReadOnlyList<Value> values, IReadOnlyList<SampleArray> arrays)
    {
        if (values.Count != arrays.Count)
            throw new DataSetException(Path, $"has {Quantity.Of(arrays.Count, $"array")} of {kind}s, but the model has "
                + $"{Quantity.Of(values.Count, kind)}; give one array for each, in the order of the model");
        return values.Zip(arrays);
    }

    // The array's own order of axes; SignatureMatch finds that of the model.
    private static TensorType TypeOf(SampleArray array, Value value)
    {
        var (item, wanted) = (array.ItemType, value.Type);
        if (Kind(item.Element) != (value.Quantization is null ? Kind(wanted.Element) : "real numbers"))
            throw new DataSetException(array.Path, $"holds {item.Element.Label()}, but '{value.Name}' of the model is "
                + $"{wanted.Element.Label()}{(value.Quantization is null ? "" : ", which stands for real numbers")}; "
                + "save it with that type");
        var shape = item.Shape!;
        if (wanted.Shape is null || shape.ElementCount == wanted.Shape.ElementCount)
        {
            if (wanted.Shape is { } known && IsSame(shape, known)) shape = known;
            else if (shape.Rank == wanted.Shape?.Rank - 1) shape = new Shape([1, .. shape.Extents]);
            return new TensorType(item.Element, shape);
        }
        throw new DataSetException(array.Path, $"has samples of the shape {shape}, but '{value.Name}' of the model is {wanted.Shape}; "
            + "the first axis of the array counts the samples, and each sample is one run of the model");
    }

    // But for axes of extent 1.
    private static bool IsSame(Shape shape, Shape other) =>
        shape.Extents.Where(extent => extent != 1).SequenceEqual(other.Extents.Where(extent => extent != 1));

    private static string Kind(ElementType element) =>
        element.IsFloat() ? "real numbers" : element.IsInteger() ? "integers" : element.Label();
}
