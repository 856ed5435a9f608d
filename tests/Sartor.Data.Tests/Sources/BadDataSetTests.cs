using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Data.Tests.Support;

namespace Sartor.Data.Tests.Sources;

/// <summary>Every unusable data set ends with one sentence that names the file and what is wrong.</summary>
public sealed class BadDataSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Problem(string? path = null)
    {
        var message = Should.Throw<DataSetException>(() => DataSet.Open(path ?? _folder.Root).Dispose()).Message;
        message.ShouldNotContain("\n");
        message.ShouldEndWith(".");
        return message;
    }

    [Fact]
    public void Open_MissingPath() => Problem(Path.Combine(_folder.Root, "none")).ShouldContain("there is no such file or folder");

    [Fact]
    public void Open_EmptyFolder() => Problem().ShouldContain("is an empty folder");

    [Fact]
    public void Open_FolderOfOtherFiles()
    {
        _folder.Write("a.txt", "hello");
        Problem().ShouldContain("contains nothing that Sartor can read");
    }

    [Fact]
    public void Open_OtherFile() =>
        Problem(_folder.Write("a.bin", [1, 2, 3, 0, 5])).ShouldContain("is not a data set that Sartor can read");

    [Theory]
    [InlineData("file,label\na.png,0\nmissing.png,1\n", "names 'missing.png', which is not there")]
    [InlineData("file,label\n../a.png,0\n", "leaves the data set's folder")]
    [InlineData("file,label\n/etc/passwd,0\n", "an absolute path")]
    [InlineData("file,label\na.png,0\na.png,1\n", "lists 'a.png' twice")]
    [InlineData("file,label\na.png,0,5\n", "line 2: has 3 fields where the header has 2")]
    [InlineData("file,label\n\"a.png,0\n", "line 2: a quote is never closed")]
    [InlineData("foo,bar\na.png,0\n", "has no column for the images among 'foo, bar'")]
    [InlineData("file,label\n", "contains no labels")]
    [InlineData("file,label\na.png,\n", "line 2: has no label")]
    public void Open_LabelsThatDoNotMatch(string csv, string expected)
    {
        _folder.Write("a.png", TestFiles.GreyPng(1));
        _folder.Write("labels.csv", csv);
        Problem().ShouldContain(expected);
    }

    [Fact]
    public void Open_AnotherNumberOfLabels()
    {
        _folder.Write("images", TestFiles.Idx([3, 1, 1], [1, 2, 3]));
        _folder.Write("labels", TestFiles.Idx([2], [0, 1]));
        Problem().ShouldContain("has 2 labels for the 3 samples");
    }

    [Fact]
    public void Split_OfCopies_NamesTheDataSet()
    {
        var path = _folder.Write("x.npy", TestFiles.Npy("<f4", "(2, 1)", new float[] { 1, 1 }));
        using var data = DataSet.Open(path);
        Should.Throw<DataSetException>(() => Data.Splits.DataSplit.Create(data))
            .Message.ShouldStartWith($"{path}: has 2 samples, of which 1 is different");
    }

    [Fact]
    public void Open_LabelOutsideTheClasses()
    {
        _folder.Write("images", TestFiles.Idx([2, 1, 1], [1, 2]));
        _folder.Write("labels", TestFiles.Idx([2], [0, 5]));
        _folder.Write("dataset.yaml", "images: images\nlabels: labels\nclasses: [a, b]\n");
        Problem().ShouldContain("sample 1: the label 5 is outside the 2 classes 0..1");
    }

    // The first number that is no index is the number of classes itself; the last index is one less.
    [Theory]
    [InlineData("label,x\n0,1\n2,2\n", "[a, b]", "the label 2 is outside the 2 classes 0..1")]
    [InlineData("label,x\n1,1\n", "[a]", "the label 1 is outside the 1 classes 0..0")]
    [InlineData("label,x\n0,1\n1,2\n", "[a, b]", null)]
    public void Open_LabelAtTheNumberOfClasses(string csv, string classes, string? expected)
    {
        _folder.Write("t.csv", csv);
        _folder.Write("dataset.yaml", $"table: t.csv\nclasses: {classes}\n");
        if (expected is not null) Problem().ShouldContain(expected);
        else DataSet.Open(_folder.Root).Dispose();
    }

    // The document itself is the first level.
    [Theory]
    [InlineData(8, "'a' is not a key")]
    [InlineData(9, "nested deeper than 8 levels")]
    public void DataSetYaml_NestsToTheLimitAndNoDeeper(int levels, string expected)
    {
        _folder.Write("dataset.yaml", string.Concat(Enumerable.Range(0,
            levels).Select(i => $"{new string(' ', i)}a:{(i == levels - 1 ? " 1" : "")}\n")));
        Problem().ShouldContain(expected);
    }

    [Theory]
    [InlineData(0, "'a' is not a key")]
    [InlineData(1, "more than the maximum of 1048576")]
    public void DataSetYaml_HasTheLimitInBytesAndNoMore(int excess, string expected)
    {
        var text = "a: 1\n#";
        _folder.Write("dataset.yaml", text + new string('x', (1 << 20) - text.Length + excess));
        Problem().ShouldContain(expected);
    }

    [Theory]
    [InlineData("images: a.png\nbogus: 1\n", "line 2: 'bogus' is not a key; the known ones are images, labels")]
    [InlineData("images: ../../etc\n", "leaves the data set's folder")]
    [InlineData("images: .\nimages: .\n", "'images' is there twice")]
    [InlineData("images: &a x\nlabels: *a\n", "anchors are not allowed")]
    [InlineData("images: !!str x\n", "tags are not allowed")]
    [InlineData("images: [[a]]\n", "must be a single value")]
    [InlineData("images: [\n", "is not YAML")]
    [InlineData("- a\n- b\n", "is not a list of 'key: value' lines")]
    [InlineData("", "is empty")]
    [InlineData("labels: x\n", "there")]
    [InlineData("classes: [a]\n", "needs either 'images:'")]
    [InlineData("images: .\npreprocess:\n  std: [0]\n", "std must be finite and above 0")]
    [InlineData("images: .\npreprocess:\n  meen: 0\n", "'preprocess.meen' is not a key; the known ones are mean, std")]
    [InlineData("images: .\npreprocess:\n  interpolation: cubic\n", "must be one of bilinear, triangle, bicubic, area, not 'cubic'")]
    [InlineData("images: .\npreprocess:\n  resize: 1e9\n", "'resize' must be a whole number")]
    [InlineData("images: .\npreprocess: 5\n", "must hold keys")]
    public void DataSetYaml(string yaml, string expected)
    {
        _folder.Write("dataset.yaml", yaml);
        Problem().ShouldContain(expected);
    }

    [Fact]
    public void DeepYaml_EndsQuickly()
    {
        _folder.Write("dataset.yaml", string.Concat(Enumerable.Range(0, 5000).Select(i => $"{new string(' ', i % 900)}a:\n")));
        Problem();
        _folder.Write("dataset.yaml", "images: " + new string('{', 200_000));
        Problem();
    }

    [Fact]
    public void Open_LinkOutOfTheFolder()
    {
        using var other = new TemporaryFolder();
        var target = other.Write("secret.png", TestFiles.GreyPng(1));
        if (OperatingSystem.IsWindows()) Assert.Skip("links need a privilege on Windows");
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "a.png"), target);
        Problem().ShouldContain("is a link that leaves the data set's folder");
        _folder.Write("labels.csv", "file,label\na.png,0\n");
        Problem().ShouldContain("names 'a.png', which leaves the data set's folder");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Root, "sub"), other.Root);
        _folder.Write("dataset.yaml", "images: sub/secret.png\n");
        Problem().ShouldContain("leaves the data set's folder");
    }

    [Fact]
    public void Open_LinkThatTurnsInACircle()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("links need a privilege on Windows");
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "a.png"), Path.Combine(_folder.Root, "b.png"));
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "b.png"), Path.Combine(_folder.Root, "a.png"));
        Problem().ShouldContain("a.png");
    }

    public static TheoryData<byte[], string> BadArrays => new()
    {
        { TestFiles.Idx([2, 2, 2], [1, 2, 3]), "asks for 24" },
        { TestFiles.Idx([-1, -1, -1], [1, 2, 3]), "which is invalid" },
        { TestFiles.Idx([0, 2], []), "which is invalid" },
        { [0, 0, 8, 3, 0], "ends within its header" },
        { TestFiles.Gzip(TestFiles.Idx([2, 2, 2], [1, 2, 3])), "is truncated" },
        { TestFiles.Gzip(TestFiles.Idx([2_000_000, 1000], [1, 2, 3])), "decompress it first" },
        { TestFiles.Gzip(TestFiles.Idx([20, 20, 20], new byte[8000]))[..30], "truncated" },
        { TestFiles.Npy("<f4", "(2, 3)", new float[] { 1 }), "asks for" },
        { TestFiles.Npy(">f4", "(1, 1)", new float[] { 1 }), "type '>f4'" },
        { TestFiles.Npy("|O", "(1, 1)", new float[] { 1 }), "type '|O'" },
        { TestFiles.Npy("<f4", "(1, 1)", new float[] { 1 }, "True"), "Fortran order" },
        { TestFiles.Npy("<f4", "()", new float[] { 1 }), "count the samples" },
        { TestFiles.Npy("<f4", "(0, 4)", Array.Empty<float>()), "has no samples" },
        { TestFiles.Npy("<f4", "(9999999999999, 4)", Array.Empty<float>()), "too large" },
        { [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 2, 0, 255, 255, 255, 255], "ends within its header" },
        { [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1], "ends within its header" },
    };

    [Theory]
    [MemberData(nameof(BadArrays))]
    public void Open_Arrays(byte[] bytes, string expected) => Problem(_folder.Write("x", bytes)).ShouldContain(expected);

    [Fact]
    public void MutatedArrays_GiveSamplesOrOneSentence()
    {
        var random = new Random(3);
        byte[][] originals =
        [
            TestFiles.Idx([3, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
            TestFiles.Npy("<f4", "(2, 3)", new float[] { 1, 2, 3, 4, 5, 6 }),
            TestFiles.Gzip(TestFiles.Idx([3, 2, 2], new byte[12])),
        ];
        for (var i = 0; i < 600; i++)
        {
            var bytes = originals[i % 3].ToArray();
            for (var k = 0; k < 2; k++) bytes[random.Next(Math.Min(90, bytes.Length))] = (byte)random.Next(256);
            var path = _folder.Write("x", bytes);
            try
            {
                using var data = DataSet.Open(path);
                for (var s = 0; s < Math.Min(5, data.Count); s++) data.Read(s);
            }
            catch (DataSetException e)
            {
                e.Message.ShouldNotContain("\n");
            }
        }
    }

    [Theory]
    [InlineData("class_index", "abc", 3)]
    [InlineData("class_index", "-4", 3)]
    [InlineData("Class_Index", "", 3)]
    [InlineData("label_index", "1.5", 3)]
    [InlineData("label", "abc", 12)]
    [InlineData("label", "-4", 12)]
    public void CellThatIsNoIndexAmongIndices_IsNamedWithItsLine(string column, string cell, int rows)
    {
        var lines = Enumerable.Range(0, rows).Select(i => i == 1 ? $"1,{cell}" : $"{i},{i}");
        Problem(_folder.Write("t.csv", $"a,{column}\n{string.Join('\n', lines)}\n"))
            .ShouldContain($"line 3: the label '{cell}' in column '{column}' is not a class index");
    }

    [Fact]
    public void NamesThatLookLikeNumbers_AreNamesWhereTheClassesSaySo()
    {
        _folder.Write("t.csv", "a,label\n" + string.Concat(Enumerable.Range(0, 11).Select(i => $"{i},{(i == 4 ? "other" : "7")}\n")));
        _folder.Write("dataset.yaml", "table: t.csv\nclasses: [other, 7]\n");
        using var data = DataSet.Open(_folder.Root);
        data.LabelOf(0).ShouldBe(1);
        data.LabelOf(4).ShouldBe(0);
    }

    [Fact]
    public void LabelsBesideATableOrADescription_AreRefused()
    {
        var table = _folder.Write("t.csv", "a,kind\n1,x\n2,y\n");
        var options = new DataSetOptions { LabelsPath = "/nowhere" };
        Should.Throw<DataSetException>(() => DataSet.Open(table, options))
            .Message.ShouldContain("has its labels in column 'kind'; drop --labels");
        var yaml = _folder.Write("dataset.yaml", "table: t.csv\n");
        foreach (var path in (string[])[yaml, _folder.Root])
            Should.Throw<DataSetException>(() => DataSet.Open(path, options)).Message.ShouldContain("drop --labels");
    }

    [Fact]
    public void PipeInPlaceOfAFile_IsRefusedUnopened()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes in folders, as Linux has them");
        var pipe = Path.Combine(_folder.Root, "pipe");
        System.Diagnostics.Process.Start("mkfifo", [pipe]).WaitForExit();
        Problem(pipe).ShouldContain("is not a regular file");
        Problem().ShouldContain("is not a regular file");
        var data = _folder.Write("x", TestFiles.Npy("<f4", "(2, 1)", new float[] { 1, 2 }));
        Should.Throw<DataSetException>(() => DataSet.Open(data, new DataSetOptions { LabelsPath = pipe }))
            .Message.ShouldContain("is not a regular file");
    }

    [Fact]
    public void SampleThatDoesNotFit_IsNamedWithItsFile()
    {
        var path = _folder.Write("x.npy", TestFiles.Npy("<f4", "(2, 2)", new float[] { 1, 2, 3, float.NaN }));
        using var data = DataSet.Open(path);
        var wide = new Preprocessor(new PreprocessOptions(), new TensorType(ElementType.Float32, new Shape(1, 3)));
        Should.Throw<DataSetException>(() => wide.Apply(data.Read(1))).Message.ShouldStartWith($"{path}: sample 1: has 2 values");
        var fitting = new Preprocessor(new PreprocessOptions(), new TensorType(ElementType.Float32, new Shape(1, 2)));
        fitting.Apply(data.Read(0)).ToSingles().ShouldBe([1, 2]);
        Should.Throw<DataSetException>(() => fitting.Apply(data.Read(1))).Message.ShouldStartWith($"{path}: sample 1: contains NaN");
    }

    [Theory]
    [InlineData("a,b,label\n1,x,0\n", "column 'b': 'x' is not a number")]
    [InlineData("a,b\nx,y\n", "has 2 columns of text")]
    [InlineData("a,target_x\n1,0.5\n1,\n", "line 3, column 'target_x': '' is not a number")]
    [InlineData("a,target_x\n1,inf\n", "line 2, column 'target_x': 'inf' is not a number")]
    [InlineData("a,b\n", "contains no rows")]
    [InlineData("label,id\n1,2\n", "has no numeric column")]
    public void Open_Tables(string csv, string expected) => Problem(_folder.Write("t.csv", csv)).ShouldContain(expected);
}
