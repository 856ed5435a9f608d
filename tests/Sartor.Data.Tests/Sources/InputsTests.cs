using System.IO.Compression;
using Sartor.Core;
using Sartor.Data.Samples;
using Sartor.Data.Sources;
using Sartor.Data.Tests.Support;

namespace Sartor.Data.Tests.Sources;

/// <summary>Samples of several inputs: a folder, an .npz, a <c>dataset.yaml</c>.</summary>
public sealed class InputsTests : IDisposable
{
    private static readonly string[] s_names = ["ids", "mask"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static byte[] Ids(int rows = 3) =>
        TestFiles.Npy("<i8", $"({rows}, 2)", Enumerable.Range(0, 2 * rows).Select(i => (long)i).ToArray());

    private static byte[] Mask(int rows = 3) =>
        TestFiles.Npy("|b1", $"({rows}, 2)", Enumerable.Range(0, 2 * rows).Select(i => i % 2 == 0).ToArray());

    private static byte[] Labels(int rows = 3) =>
        TestFiles.Npy("<i8", $"({rows},)", Enumerable.Range(0, rows).Select(i => (long)i).ToArray());

    private string Npz(CompressionLevel level, params (string Name, byte[] Bytes)[] members)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in members)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }
        return _folder.Write("data.npz", stream.ToArray());
    }

    private static DataSet Open(string path, string? labels = null) =>
        DataSet.Open(path, new DataSetOptions { InputNames = s_names, LabelsPath = labels });

    [Theory]
    [InlineData("folder")]
    [InlineData("stored")]
    [InlineData("compressed")]
    [InlineData("yaml")]
    public void EveryForm_GivesTheSameSamples(string form)
    {
        var path = form switch
        {
            "stored" => Npz(CompressionLevel.NoCompression, ("mask.npy", Mask()), ("ids.npy", Ids()), ("labels.npy", Labels())),
            "compressed" => Npz(CompressionLevel.Optimal, ("mask.npy", Mask()), ("ids.npy", Ids()), ("labels.npy", Labels())),
            _ => _folder.Root,
        };
        if (form is "folder") foreach (var (name, bytes) in (ReadOnlySpan<(string, byte[])>)
            [("ids.npy", Ids()), ("mask.npy", Mask()), ("labels.npy", Labels())]) _folder.Write(name, bytes);
        if (form is "yaml")
        {
            _folder.Write("a/one.npy", Mask());
            _folder.Write("two.npy", Ids());
            _folder.Write("l.npy", Labels());
            _folder.Write("dataset.yaml", "inputs:\n  mask: a/one.npy\n  ids: two.npy\nlabels: l.npy\nclasses: [a, b, c]\n");
        }
        using var data = Open(path);
        data.Inputs.Select(input => input.Name).ShouldBe(["ids", "mask"]);
        (data.Kind, data.Count, data.HasLabels, data.HasImages, data.StatesInputs).ShouldBe(("inputs", 3, true, false, form == "yaml"));
        var sample = data.Read(1);
        (sample.Id, sample.Label, sample.Pixels, sample.Values).ShouldBe(("1", 1, null, null));
        sample.Parts!.Select(part => part.Values!.ToInt64s()).ShouldBe([[2, 3], [1, 0]]);
        sample.Parts![1].Values!.Element.ShouldBe(ElementType.Bool);
    }

    // What is fed to which input is content; the order of files is not.
    [Fact]
    public void Hash_IsThatOfAllInputsByTheirNames()
    {
        string[] Hashes(params (string Name, byte[] Bytes)[] members)
        {
            using var data = Open(Npz(CompressionLevel.NoCompression, members));
            return [.. Enumerable.Range(0, data.Count).Select(data.HashOf)];
        }
        byte[] one = TestFiles.Npy("<f4", "(3, 1)", [1f, 1, 2]), other = TestFiles.Npy("<f4", "(3, 1)", [5f, 5, 5]);
        var hashes = Hashes(("ids.npy", one), ("mask.npy", other));
        hashes[0].ShouldBe(hashes[1]);
        hashes[0].ShouldNotBe(hashes[2]);
        Hashes(("mask.npy", other), ("ids.npy", one)).ShouldBe(hashes);
        Hashes(("ids.npy", other), ("mask.npy", one)).Intersect(hashes).ShouldBeEmpty();
        Hashes(("ids.npy", one), ("mask.npy", TestFiles.Npy("<f4", "(3, 1)", [5f, 6, 5])))[1].ShouldNotBe(hashes[1]);
    }

    // Three vectors of integers: only the model knows which are inputs.
    [Fact]
    public void Labels_AreTheArrayThatIsNoInput()
    {
        foreach (var name in (string[])["ids", "mask", "answer"]) _folder.Write($"{name}.npy", Labels());
        using var data = Open(_folder.Root);
        data.Inputs.Select(input => input.Name).ShouldBe(["ids", "mask"]);
        data.LabelOf(2).ShouldBe(2);
    }

    [Fact]
    public void InputThatIsCalledLabels_IsAnInput()
    {
        var path = Npz(CompressionLevel.NoCompression, ("labels.npy", Labels()), ("x.npy", Ids()));
        using var data = DataSet.Open(path, new DataSetOptions { InputNames = ["labels", "x"] });
        (data.Inputs.Count, data.HasLabels).ShouldBe((2, false));
        using var known = Open(path);
        (known.Inputs.Single().Name, known.HasLabels).ShouldBe(("x", true));
    }

    [Fact]
    public void RealLabels_AreTargets()
    {
        using var data = Open(Npz(CompressionLevel.NoCompression, ("ids.npy", Ids()), ("mask.npy", Mask()),
            ("targets.npy", TestFiles.Npy("<f4", "(3, 1)", [0.5f, 1, 2]))));
        data.TargetOf(2).ShouldBe([2f]);
        using var beside = Open(
            Npz(CompressionLevel.NoCompression, ("ids.npy", Ids()), ("mask.npy", Mask())), _folder.Write("answers", Labels()));
        beside.LabelOf(1).ShouldBe(1);
    }

    [Fact]
    public void FolderOfImages_IsAnInputBesideArrays()
    {
        TestFiles.RequireVips();
        _folder.Write("photos/b.png", TestFiles.GreyPng(200));
        _folder.Write("photos/a.png", TestFiles.GreyPng(100));
        _folder.Write("ids.npy", Ids(2));
        _folder.Write("dataset.yaml", "inputs:\n  ids: ids.npy\n  photo: photos\n");
        using var data = DataSet.Open(_folder.Root);
        (data.HasImages, data.Count, data.IdOf(0)).ShouldBe((true, 2, "a.png"));
        var parts = data.Read(1).Parts!;
        (parts[0].Values!.ToInt64s()[0], parts[1].Pixels!.Data.Span[0]).ShouldBe((2, (byte)200));
    }

    [Theory]
    [InlineData("x", "x", 0)]
    [InlineData("serving_default_x:0", "x", 0)]
    [InlineData("model/input.1", "model_input.1", 0)]
    [InlineData("x", "y", -1)]
    public void InputName_IsFoundAsPeopleWriteIt(string input, string array, int expected) =>
        InputName.Find(array, [input, "other"]).ShouldBe(expected);

    [Fact]
    public void InputName_OfTwoAlikeIsNeither()
    {
        InputName.Find("a_b", ["a/b", "a:b"]).ShouldBe(-1);
        InputName.Find("a:b", ["a/b", "a:b"]).ShouldBe(1);
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "inputs:\n  ids: ids.npy\n  mask: short.npy\n", "short.npy: has 2 samples, but " },
        { "inputs:\n  ids: ids.npy\nlabels: short-labels.npy\n", "has 2 labels for the 3 samples" },
        { "inputs:\n  ids: none.npy\n", "names 'none.npy', which is not there" },
        { "inputs:\n  ids: ../ids.npy\n", "leaves the data set's folder" },
        { "inputs:\n  ids: /etc/passwd\n", "an absolute path" },
        { "inputs:\n  ids: text.txt\n", "is neither IDX nor .npy nor a folder of images; correct 'inputs.ids'" },
        { "inputs:\n  ids: [a.npy, b.npy]\n", "line 2: 'inputs.ids' must be a single value" },
        { "inputs: ids.npy\n", "'inputs' must hold one line 'name: file.npy'" },
        { "inputs: {}\n", "'inputs' must hold one line 'name: file.npy'" },
        { "inputs:\n  ids: ids.npy\nimages: ids.npy\n", "'inputs' takes the place of 'images' and 'table'" },
        { "inputs:\n  ids: ids.npy\nlabels: text.txt\n", "is neither IDX nor .npy" },
        { "name: x\n", "or 'inputs:' for several inputs" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Description_ThatIsWrong(string yaml, string expected)
    {
        _folder.Write("ids.npy", Ids());
        _folder.Write("short.npy", Mask(2));
        _folder.Write("short-labels.npy", Labels(2));
        _folder.Write("text.txt", "hello");
        _folder.Write("dataset.yaml", yaml);
        Problem(_folder.Root).ShouldContain(expected);
    }

    [Fact]
    public void Archive_ThatIsDamaged()
    {
        var whole = File.ReadAllBytes(Npz(CompressionLevel.Optimal, ("ids.npy", Ids()), ("mask.npy", Mask())));
        Problem(_folder.Write("cut.npz", whole.AsSpan()[..^30])).ShouldContain("is a damaged archive");
        var stored = File.ReadAllBytes(Npz(CompressionLevel.NoCompression, ("ids.npy", Ids())));
        // The last byte of the array, which stands before the directory of the archive.
        stored[stored.AsSpan().LastIndexOf("PK\x01\x02"u8) - 1] ^= 1;
        Problem(_folder.Write("flipped.npz", stored)).ShouldContain("is damaged (its CRC-32");
        Problem(Npz(CompressionLevel.Optimal, ("ids.npy", Ids()), ("readme.txt", [1])))
            .ShouldContain("contains 'readme.txt', which is not a .npy");
        Problem(Npz(CompressionLevel.Optimal, ("ids.npy", [1, 2, 3]))).ShouldContain("data.npz/ids.npy: is not a .npy");
        Problem(Npz(CompressionLevel.Optimal, ("ids.npy", Ids()), ("ids.npy", Ids()))).ShouldContain("contains the array 'ids' twice");
        Problem(Npz(CompressionLevel.Optimal, ("labels.npy", Labels()))).ShouldContain("has no array but 'labels'");
        Problem(Npz(CompressionLevel.Optimal, ("ids.npy", Ids()[..^4]))).ShouldContain("truncated or damaged");
    }

    // Every part of an archive may be wrong; what comes of it is a sentence.
    [Fact]
    public void Archive_WithAnyByteChanged_IsReadOrRefused()
    {
        var whole = File.ReadAllBytes(Npz(CompressionLevel.Optimal, ("ids.npy", Ids()), ("mask.npy", Mask())));
        for (var i = 0; i < whole.Length; i++)
        {
            var bytes = (byte[])whole.Clone();
            bytes[i] ^= 0xFF;
            try
            {
                using var data = Open(_folder.Write("changed.npz", bytes));
                data.Read(0).ShouldNotBeNull();
            }
            catch (DataSetException)
            {
            }
        }
    }

    [Fact]
    public void Labels_InTwoPlaces()
    {
        var path = Npz(CompressionLevel.NoCompression, ("ids.npy", Ids()), ("mask.npy", Mask()), ("labels.npy", Labels()));
        Should.Throw<DataSetException>(() => Open(path, _folder.Write("l.npy", Labels()))).Message
            .ShouldContain("has its labels in 'labels'; drop --labels");
    }

    [Fact]
    public void Sample_HasPartsOrAValue()
    {
        var part = new Sample("0", null, Tensor.Vector(1f));
        new Sample("0", 3, [part, part]).Parts!.Count.ShouldBe(2);
        part.Parts.ShouldBeNull();
    }

    private static string Problem(string path)
    {
        var message = Should.Throw<DataSetException>(() => Open(path).Dispose()).Message;
        message.ShouldNotContain("\n");
        message.ShouldEndWith(".");
        return message;
    }
}
