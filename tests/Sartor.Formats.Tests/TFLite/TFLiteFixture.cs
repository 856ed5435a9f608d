using System.Runtime.InteropServices;
using Sartor.Contracts;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite;

/// <summary>Makes TFLite files by hand, sound or not.</summary>
internal sealed class TFLiteFixture
{
    public const sbyte Float32 = 0, Float16 = 1, Int32 = 2, Text = 5, Int8 = 9, Resource = 13;
    public const int Add = 0, Conv2D = 3, Dequantize = 6, Custom = 32, If = 118, Densify = 124, Gelu = 150, FullyConnected = 9, Relu = 19,
        Reshape = 22;

    private readonly List<TableWriter> _codes = [];
    private readonly List<TableWriter> _tensors = [];
    private readonly List<TableWriter> _operators = [];
    private readonly List<TableWriter> _buffers = [new TableWriter()];

    public uint Version { get; set; } = 3;

    public int[] Inputs { get; set; } = [];

    public int[] Outputs { get; set; } = [];

    /// <summary>Adds to the model table, to the main subgraph.</summary>
    public Action<TableWriter>? Model { get; set; }

    public List<TableWriter> FurtherSubgraphs { get; } = [];

    public int Buffer(ReadOnlyMemory<byte> data) => Buffer(new TableWriter().Blob(Slots.Buffer.Data, data, 16));

    public int Buffer(TableWriter table)
    {
        _buffers.Add(table);
        return _buffers.Count - 1;
    }

    public int Tensor(string name, int[] shape, sbyte type = Float32, int buffer = 0, Action<TableWriter>? more = null)
    {
        var table = new TableWriter()
            .Vector<int>(Slots.Tensor.Shape, shape)
            .Scalar(Slots.Tensor.Type, type)
            .Scalar(Slots.Tensor.Buffer, (uint)buffer)
            .String(Slots.Tensor.Name, name);
        more?.Invoke(table);
        _tensors.Add(table);
        return _tensors.Count - 1;
    }

    public int Constant<T>(string name, int[] shape, sbyte type, T[] values, Action<TableWriter>? more = null) where T : unmanaged =>
        Tensor(name, shape, type, Buffer(MemoryMarshal.AsBytes(values.AsSpan()).ToArray()), more);

    public void Operator(int code, int[] inputs, int[] outputs, Action<TableWriter>? more = null, string? custom = null, int version = 1)
    {
        _codes.Add(new TableWriter()
            .Scalar(Slots.OperatorCode.DeprecatedBuiltinCode, (sbyte)Math.Min(code, 127))
            .String(Slots.OperatorCode.CustomCode, custom)
            .Scalar(Slots.OperatorCode.Version, version, 1)
            .Scalar(Slots.OperatorCode.BuiltinCode, code));
        OperatorWithCode(_codes.Count - 1, inputs, outputs, more);
    }

    public void OperatorWithCode(int index, int[] inputs, int[] outputs, Action<TableWriter>? more = null)
    {
        var table = new TableWriter()
            .Scalar(Slots.Operator.OpcodeIndex, (uint)index)
            .Vector<int>(Slots.Operator.Inputs, inputs)
            .Vector<int>(Slots.Operator.Outputs, outputs);
        more?.Invoke(table);
        _operators.Add(table);
    }

    public byte[] Build()
    {
        var subgraph = new TableWriter()
            .Tables(Slots.Subgraph.Tensors, _tensors)
            .Vector<int>(Slots.Subgraph.Inputs, Inputs)
            .Vector<int>(Slots.Subgraph.Outputs, Outputs)
            .Tables(Slots.Subgraph.Operators, _operators);
        var model = new TableWriter()
            .Scalar(Slots.Model.Version, Version)
            .Tables(Slots.Model.OperatorCodes, _codes)
            .Tables(Slots.Model.Subgraphs, [subgraph, .. FurtherSubgraphs])
            .Tables(Slots.Model.Buffers, _buffers);
        Model?.Invoke(model);
        using var stream = new MemoryStream();
        FlatBufferWriter.Write(model, "TFL3", stream);
        return stream.ToArray();
    }

    /// <summary>Reads the file and gives its graph to a test.</summary>
    public void Read(Action<ModelGraph> check, ModelReadOptions? options = null)
    {
        using var file = new TemporaryFile(Build(), ".tflite");
        using var model = ModelFormats.Open(file.Path, options);
        GraphCheck.Verify(model.Graph);
        check(model.Graph);
    }

    /// <summary>The message with which bytes are refused.</summary>
    public static string Refusal(byte[] content)
    {
        using var file = new TemporaryFile(content, ".tflite");
        var message = Should.Throw<Core.SartorException>(() => ModelFormats.Open(file.Path).Dispose()).Message;
        message.ShouldContain(Path.GetFileName(file.Path));
        message.ShouldNotContain("\n");
        return message;
    }

    public string Refusal() => Refusal(Build());

    /// <summary>x [1,2,2,1] → RELU → y.</summary>
    public static TFLiteFixture Small()
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [1, 2, 2, 1]), y = fixture.Tensor("y", [1, 2, 2, 1]);
        fixture.Operator(Relu, [x], [y]);
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        return fixture;
    }
}
