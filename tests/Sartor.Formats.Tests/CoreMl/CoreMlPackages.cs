using System.Buffers.Binary;
using Sartor.Contracts;

namespace Sartor.Formats.Tests.CoreMl;

/// <summary>
/// A package of Core ML in a folder of its own, its program written by hand from the numbers of coremltools' protobuf files as coremltools
/// writes programs: each constant an operation.
/// </summary>
internal sealed class CoreMlPackages : IDisposable
{
    public const int Fp16 = 10, Fp32 = 11, I8 = 21, I32 = 23, Bit = 1, Str = 2;

    private readonly TemporaryFolder _folder = new();
    private readonly ProtoWriter _block = new();
    private readonly ProtoWriter _function = new();
    private readonly List<byte> _weights = [.. new byte[64]];

    /// <summary>The package.</summary>
    public string Path => System.IO.Path.Combine(_folder.Path, "net.mlpackage");

    public string ModelPath => System.IO.Path.Combine(Path, "Data", "com.apple.CoreML", "model.mlmodel");

    public string WeightPath => System.IO.Path.Combine(Path, "Data", "com.apple.CoreML", "weights", "weight.bin");

    public string ManifestPath => System.IO.Path.Combine(Path, "Manifest.json");

    /// <summary>A manifest that names a path for the model.</summary>
    public static string Manifest(string path) =>
        "{\"fileFormatVersion\":\"1.0.0\",\"itemInfoEntries\":{\"A\":{\"author\":\"a\",\"description\":\"d\",\"name\":\"n\",\"path\":\""
        + path + "\"}},\"rootModelIdentifier\":\"A\"}";

    public static ProtoWriter Type(int element, params ReadOnlySpan<long> extents)
    {
        var tensor = new ProtoWriter().Varint(1, element);
        if (extents.Length > 0) tensor.Varint(2, extents.Length);
        foreach (var extent in extents)
            tensor.Message(3, extent < 0 ? new ProtoWriter().Message(2, new ProtoWriter())
                : new ProtoWriter().Message(1, new ProtoWriter().Varint(1, extent)));
        return new ProtoWriter().Message(1, tensor);
    }

    public static ProtoWriter Named(string name, ProtoWriter type) => new ProtoWriter().Text(1, name).Message(2, type);

    public CoreMlPackages Input(string name, int element, params ReadOnlySpan<long> extents)
    {
        _function.Message(1, Named(name, Type(element, extents)));
        return this;
    }

    public static ProtoWriter Ints(params ReadOnlySpan<long> values) =>
        Value(Type(I32, values.Length), 2, new ProtoWriter().Packed(1, values));

    public static ProtoWriter Int(long value) => Value(Type(I32), 2, new ProtoWriter().Packed(1, value));

    public static ProtoWriter Flag(bool value) => Value(Type(Bit), 3, new ProtoWriter().Packed(1, value ? 1 : 0));

    public static ProtoWriter Words(string text) => Value(Type(Str), 4, new ProtoWriter().Text(1, text));

    public static ProtoWriter Float(float value) => Value(Type(Fp32), 1, new ProtoWriter().Blob(1, BitConverter.GetBytes(value)));

    public static ProtoWriter Value(ProtoWriter type, int field, ProtoWriter values) => new ProtoWriter()
        .Message(2, type).Message(3, new ProtoWriter().Message(1, new ProtoWriter().Message(field, values)));

    /// <summary>Weights in the file beside the program.</summary>
    public ProtoWriter Stored(ProtoWriter type, int code, byte[] data)
    {
        var at = _weights.Count;
        var head = new byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(head, 0xDEADBEEF);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), code);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(8), data.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(16), at + 64);
        _weights.AddRange(head);
        _weights.AddRange(data);
        _weights.AddRange(new byte[(64 - (data.Length % 64)) % 64]);
        return new ProtoWriter().Message(2, type).Message(
            5, new ProtoWriter().Text(1, "@model_path/weights/weight.bin").Varint(2, at));
    }

    public CoreMlPackages Constant(string name, ProtoWriter type, ProtoWriter value)
    {
        _block.Message(
            3, new ProtoWriter().Text(1, "const").Message(3, Named(name, type)).Message(5, Entry("name", Words(name))).Message(
                5, Entry("val", value)));
        return this;
    }

    /// <summary>An operation; arguments are names of values.</summary>
    public CoreMlPackages Operation(string type, string output, ProtoWriter made,
        params ReadOnlySpan<(string Name, string Value)> arguments)
    {
        var operation = new ProtoWriter().Text(1, type);
        foreach (var (name, value) in arguments)
        {
            var argument = new ProtoWriter();
            foreach (var part in value.Split(' ')) argument.Message(1, new ProtoWriter().Text(1, part));
            operation.Message(2, Entry(name, argument));
        }
        _block.Message(3, operation.Message(3, Named(output, made)).Message(5, Entry("name", Words(output))));
        return this;
    }

    /// <summary>An operation whose parts are attributes.</summary>
    public CoreMlPackages Attributes(string type, string output, ProtoWriter made,
        params ReadOnlySpan<(string Name, ProtoWriter Value)> parts)
    {
        var operation = new ProtoWriter().Text(1, type).Message(3, Named(output, made)).Message(5, Entry("name", Words(output)));
        foreach (var (name, value) in parts) operation.Message(5, Entry(name, value));
        _block.Message(3, operation);
        return this;
    }

    /// <summary>Version of the specification.</summary>
    public long Version { get; init; } = 7;

    /// <summary>Writes everything.</summary>
    public CoreMlPackages Save(params ReadOnlySpan<string> outputs)
    {
        foreach (var output in outputs) _block.Text(2, output);
        _function.Text(2, "CoreML6").Message(3, Entry("CoreML6", _block));
        var program = new ProtoWriter().Varint(1, 1).Message(2, Entry("main", _function));
        var metadata = new ProtoWriter().Message(100, new ProtoWriter().Text(1, "key").Text(2, "value"));
        Write(new ProtoWriter().Varint(1, Version).Message(2, new ProtoWriter().Message(100, metadata)).Message(502, program).Bytes);
        return this;
    }

    /// <summary>Writes a package around any model.</summary>
    public void Write(byte[] model)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(WeightPath)!);
        File.WriteAllBytes(ModelPath, model);
        BinaryPrimitives.WriteInt32LittleEndian(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_weights)[4..], 2);
        File.WriteAllBytes(WeightPath, [.. _weights]);
        File.WriteAllText(ManifestPath, Manifest("com.apple.CoreML/model.mlmodel"));
    }

    public ModelFile Open(ModelReadOptions? options = null) => ModelFormats.Open(Path, options);

    public void Dispose() => _folder.Dispose();

    private static ProtoWriter Entry(string key, ProtoWriter value) => new ProtoWriter().Text(1, key).Message(2, value);
}
