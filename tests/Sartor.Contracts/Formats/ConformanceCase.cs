using Sartor.Core;
using Sartor.Formats;
using Sartor.Formats.Onnx;

namespace Sartor.Contracts.Formats;

/// <summary>
/// One case of ONNX's own conformance corpus: a model with inputs and expected outputs. Inputs can be turned into initializers, so
/// that what a binding needs constant is constant.
/// </summary>
public sealed class ConformanceCase : IDisposable
{
    private const string Folder = "/usr/share/libonnx-testdata/data";
    private readonly string _path;
    private readonly List<SlicedFile> _files = [];

    public ConformanceCase(string path)
    {
        _path = path;
        Inputs = [.. Tensors("input_*.pb")];
        Outputs = [.. Tensors("output_*.pb")];
    }

    public string Name => Path.GetFileName(_path);

    /// <summary>Inputs in order; the bytes are those of a TensorProto.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor, byte[] Proto)> Inputs { get; }

    public IReadOnlyList<(string Name, Tensor Tensor, byte[] Proto)> Outputs { get; }

    /// <summary>Folders of all cases of a group; skips where the corpus is not installed.</summary>
    public static IEnumerable<string> Paths(string group)
    {
        var folder = Path.Combine(Folder, group);
        if (!Directory.Exists(folder)) Assert.Skip($"{folder} is not here; apt-get install libonnx-testdata");
        return Directory.GetDirectories(folder).Order(StringComparer.Ordinal);
    }

    /// <summary>Opens the model with some inputs made constant.</summary>
    public ModelFile Open(Func<int, bool> isConstant, out TemporaryFile file)
    {
        var model = File.ReadAllBytes(Path.Combine(_path, "model.onnx"));
        var constants = Inputs.Where((_, i) => isConstant(i)).Select(i => i.Proto);
        file = new TemporaryFile(WithInitializers(model, constants), ".onnx");
        return ModelFormats.Open(file.Path);
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private IEnumerable<(string Name, Tensor Tensor, byte[] Proto)> Tensors(string pattern)
    {
        var folder = Path.Combine(_path, "test_data_set_0");
        if (!Directory.Exists(folder)) yield break;
        foreach (var path in Directory.GetFiles(folder, pattern).OrderBy(p => p.Length).ThenBy(p => p, StringComparer.Ordinal))
        {
            var file = SlicedFile.Open(path);
            _files.Add(file);
            var (name, tensor) = TensorProtoReader.Read(file);
            yield return (name, tensor, File.ReadAllBytes(path));
        }
    }

    // ModelProto's fields copied, with initializers added to its graph (field 7, of which initializer is field 5).
    private static byte[] WithInitializers(byte[] model, IEnumerable<byte[]> tensors)
    {
        var result = new ProtoWriter();
        for (var at = 0; at < model.Length;)
        {
            var start = at;
            var tag = Varint(model, ref at);
            if ((tag & 7) == 0) Varint(model, ref at);
            else
            {
                var skip = (int)Varint(model, ref at);
                at += skip;
            }
            if (tag >> 3 != 7)
            {
                result.Append(model.AsSpan(start, at - start));
                continue;
            }
            var head = start + 1;
            var length = (int)Varint(model, ref head);
            var graph = new ProtoWriter().Append(model.AsSpan(head, length));
            foreach (var tensor in tensors) graph.Blob(5, tensor);
            result.Message(7, graph);
        }
        return result.Bytes;
    }

    private static ulong Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = bytes[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
    }
}
