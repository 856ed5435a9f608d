using Sartor.Core;
using Sartor.Formats.Tests.Support;
using Sartor.Formats.TFLite;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite.Reading;

/// <summary>One operator of a TFLite file, its options by the names of the schema, with inputs that are fed or constant.</summary>
/// <param name="type">Name in the schema.</param>
/// <param name="options">Options that the file states; the others have the default of the schema.</param>
internal sealed class TFLiteNode(string type, params (string Name, object Value)[] options)
{
    private readonly List<(TensorType Type, Tensor? Data, bool IsFed)> _inputs = [];

    private int _outputs = 1;

    /// <summary>Element type of the outputs; that of the first input where it is not set.</summary>
    public ElementType? Element { get; init; }

    public int Version { get; init; } = 1;

    public int OutputCount
    {
        get => _outputs;
        init => _outputs = value;
    }

    /// <summary>The data of the inputs that are fed.</summary>
    public Tensor[] Fed => [.. _inputs.Where(i => i.IsFed).Select(i => i.Data!)];

    /// <summary>Adds a fed input of seeded floats in [−4, 4), or of small integers.</summary>
    public TFLiteNode Input(params long[] extents) => Input(ElementType.Float32, extents);

    public TFLiteNode Input(ElementType element, params long[] extents) =>
        Feed(RandomTensors.Create(new TensorType(element, new Shape(extents)), _inputs.Count + 1, 4));

    public TFLiteNode Feed(Tensor data) => Add(data, isFed: true);

    public TFLiteNode Constant(Tensor data) => Add(data, isFed: false);

    /// <summary>A constant of seeded floats in [−1, 1).</summary>
    public TFLiteNode Weights(params long[] extents) =>
        Constant(RandomTensors.Create(new TensorType(ElementType.Float32, new Shape(extents)), _inputs.Count + 7));

    public TFLiteNode Ints(params int[] values) => Constant(Tensor.Vector<int>(values));

    public TFLiteNode Int(int value) => Constant(Tensor.Scalar(value));

    /// <summary>An input that is left out.</summary>
    public TFLiteNode Nothing()
    {
        _inputs.Add((TensorType.Unknown, null, false));
        return this;
    }

    /// <summary>The file.</summary>
    /// <param name="outputs">Types of the outputs; null: shapes are not known, and a placeholder stands for them.</param>
    public byte[] File(IReadOnlyList<TensorType>? outputs = null)
    {
        var graph = new ModelGraph("node");
        var values = new List<Value?>();
        foreach (var (input, data, isFed) in _inputs)
        {
            var name = $"in{values.Count}";
            values.Add(data is null ? null : isFed ? graph.AddInput(name, input) : ModelGraph.NewConstant(name, data));
        }
        outputs ??= [.. Enumerable.Repeat(new TensorType(Element ?? _inputs[0].Type.Element, new Shape(1)), OutputCount)];
        var attributes = options.ToDictionary(o => o.Name, o => o.Value);
        var op = new OpaqueOperator(RawNode.Of("tflite", type, Version, attributes), "it is a test", outputs.ToEquatableArray());
        graph.Outputs.AddRange(graph.Add(op, values, "node").Outputs);
        return RoundTripTests.Write(graph, TFLiteWriteOptions.Default with { Runtime = new Version(99, 0) });
    }

    private TFLiteNode Add(Tensor data, bool isFed)
    {
        _inputs.Add((data.Type, data, isFed));
        return this;
    }
}
