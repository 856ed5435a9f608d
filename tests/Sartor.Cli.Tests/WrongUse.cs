using System.Text;
using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Cli.Tests;

/// <summary>A folder with files that users give by mistake.</summary>
public sealed class WrongUse : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public WrongUse()
    {
        Models();
        ForeignFiles();
        Data();
        Arrays();
    }

    public string Path => _folder.Path;

    public void Dispose() => _folder.Dispose();

    private void Models()
    {
        Write("two.onnx", new OnnxBuilder().Input("a", ElementType.Float32, 1, 4).Input("b", ElementType.Float32, 1, 4)
            .Node("Add", ["a", "b"], ["y"]).Output("y").Build());
        Write("flat.onnx", new OnnxBuilder().Input("x", ElementType.Float32, 4, 4).Initializer("shape", [1], 16L)
            .Node("Reshape", ["x", "shape"], ["y"]).Output("y").Build());
        Write("dynamic.onnx", new OnnxBuilder().Input("image", ElementType.Float32, "batch", 3, "height", "width")
            .Node("Relu", ["image"], ["y"]).Output("y").Build());
        Write("batch.onnx", new OnnxBuilder().Input("x", ElementType.Float32, "batch", 4).Node("Relu", ["x"], ["y"]).Output("y").Build());
        Write("det.onnx", Determinants());
        Write("words.onnx", new OnnxBuilder().Input("ids", ElementType.Int64, 1, 4)
            .Initializer("table", [10, 3], [.. Enumerable.Range(0, 30).Select(i => (float)Math.Sin(i))])
            .Node("Gather", ["table", "ids"], ["rows"]).Node("Relu", ["rows"], ["y"])
            .Output("y", ElementType.Float32, 1, 4, 3).Build());
        var fashion = File.ReadAllBytes(Fashion.Model);
        Write("cut.onnx", fashion.AsSpan(0, fashion.Length / 2));
        var dense = File.ReadAllBytes(TestFiles.Data("tiny", "dense.tflite"));
        Write("cut.tflite", dense.AsSpan(0, dense.Length / 2));
        Write("empty.onnx", []);
    }

    // A score is the determinant of a matrix that is too large to be converted.
    private static byte[] Determinants()
    {
        const int features = 4, classes = 3;
        var random = new Random(1);
        float[] weights = [.. Enumerable.Range(0, features * classes * 49).Select(_ => (float)(random.NextDouble() - 0.5))];
        return new OnnxBuilder().Input("x", ElementType.Float32, 1, 1, features)
            .Initializer("w", [features, classes * 49], weights)
            .Initializer("matrices", [3], classes, 7L, 7L).Initializer("row", [2], 1L, classes)
            .Node("MatMul", ["x", "w"], ["p"]).Node("Reshape", ["p", "matrices"], ["m"]).Node("Det", ["m"], ["d"])
            .Node("Reshape", ["d", "row"], ["scores"]).Output("scores", ElementType.Float32, 1, classes).Build();
    }

    private void ForeignFiles()
    {
        foreach (var name in (string[])["text.onnx", "model.pt", "model.h5", "model.keras", "model.mlmodel", "film.mp4"])
            Write(name, "this is some text that is no model and no data set"u8);
        Write("saved_model.pb", SavedModel());
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "net.mlpackage"));
        Write("pointer.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n"u8);
    }

    // Its version and a graph (tensorflow/core/protobuf/saved_model.proto).
    private static byte[] SavedModel() =>
        new ProtoWriter().Varint(1, 1).Message(2, new ProtoWriter().Message(1, new ProtoWriter().Text(14, "x"))).Bytes;

    private void Data()
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "nothing"));
        var random = new Random(2);
        string Rows(int columns, Func<int, string> last) => string.Concat(Enumerable.Range(0, 60).Select(
            i => string.Join(',', Enumerable.Range(0, columns).Select(_ => $"{random.Next(-9, 9)}")) + $",{last(i)}\n"));
        Write("rows.csv", "a,b,c,d,label\n" + Rows(4, i => $"{i % 3}"));
        Write("wide.csv", "a,b,c,d,e,label\n" + Rows(5, i => $"{i % 3}"));
        Write("guessed.csv", "a,b,c,d,label\n" + Rows(4, i => $"{i % 3}"));
        Write("few.csv", "a,b,c,d,label\n" + string.Join('\n', Enumerable.Range(0, 6).Select(i => $"{i},1,2,3,{i % 3}")));
        Write("mixed.csv", "a,b,c,d,label\n1,2,3,4,3\n1,2,3,5,99\n1,2,3,6,hello\n");
        Write("far.csv", "a,b,c,d,label\n" + Rows(4, i => i == 5 ? "14" : $"{i % 2}"));
        NpyFile.Write(System.IO.Path.Combine(Path, "images.npy"), "|u1", [2, 28, 28], new byte[2 * 28 * 28]);
        Write("mine.bin", "mine"u8);
        Write("names.onnx", "one\ntwo\n");
        Write("cut.pt", "PK\u0003\u0004\u0000\u0000\u0000\u0000\u0000\u0000 archive/data.pkl and no directory"u8);
        // torch.save({}, f, _use_new_zipfile_serialization=False): the magic number, the version, the machine, {}, the keys.
        Write("none.pt", [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.',
            0x80, 2, (byte)'M', 0xE9, 3, (byte)'.', 0x80, 2, (byte)'}', (byte)'.', 0x80, 2, (byte)'}', (byte)'.',
            0x80, 2, (byte)']', (byte)'.']);
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "small"));
        NpyFile.Write(System.IO.Path.Combine(Path, "small", "i.npy"), "|u1", [2, 28, 28], new byte[2 * 28 * 28]);
        Write("small/dataset.yaml", "images: i.npy\nname: x\npreprocess:\n  resize: 10\n  crop: 10\n");
        Write("typo/dataset.yaml", "images: ../images.npy\nname: x\npreproces:\n  mean: [0]\n");
        Write("cut/a.png", [0x89, .. "PNG\r\n\x1a\n"u8, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 28, 0, 0, 0, 28, 8, 0, 0, 0, 0]);
        Write("named/labels.csv", "file,label\nmissing.png,1\n");
        Write("columns/labels.csv", "file,labels\na.png,1\n");
        Write("columns/a.png", [0x89, .. "PNG\r\n\x1a\n"u8]);
    }

    // Arrays for the inputs a and b of two.onnx, but for one mistake each.
    private void Arrays()
    {
        foreach (var (name, extents) in (ReadOnlySpan<(string, long[])>)
            [("lacks/a", [6, 4]), ("extra/a", [6, 4]), ("extra/b", [6, 4]), ("extra/c", [6, 4]), ("counts/a", [6, 4]), ("counts/b", [5, 4]),
            ("shapes/a", [6, 4]), ("shapes/b", [6, 3])])
        {
            var path = System.IO.Path.Combine(Path, name + ".npy");
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            NpyFile.Write(path, extents, new float[extents[0] * extents[1]]);
        }
        // 40 samples, and one word past the end of the table.
        NpyFile.Write(System.IO.Path.Combine(Path, "words.npy"), "|u1", [40, 4],
            [.. Enumerable.Range(0, 160).Select(i => (byte)(i == 150 ? 31 : i % 10))]);
        Write("named.yaml", "inputs:\n  a: z.npy\n");
    }

    private void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    private void Write(string name, ReadOnlySpan<byte> bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }
}
