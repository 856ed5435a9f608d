using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Data.Tests.Support;

namespace Sartor.Data.Tests.Sources;

public sealed class DataSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LabelsCsv_NamesImagesAndClasses()
    {
        _folder.Write("a.png", TestFiles.GreyPng(1));
        _folder.Write("b.png", TestFiles.GreyPng(2));
        _folder.Write("extra.png", TestFiles.GreyPng(3));
        _folder.Write("labels.csv", "file,label\nb.png,zebra\na.png,ant\n");
        using var data = DataSet.Open(_folder.Root);
        (data.Kind, data.Count, data.HasLabels).ShouldBe(("image-folder", 2, true));
        data.ClassNames.ShouldBe(["ant", "zebra"]);
        (data.IdOf(0), data.LabelOf(0), data.LabelOf(1)).ShouldBe(("b.png", 1, 0));
        data.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("unlisted-images");
    }

    [Fact]
    public void ClassFolders_AreTheClassesInOrdinalOrder()
    {
        _folder.Write("dog/1.png", TestFiles.GreyPng(1));
        _folder.Write("cat/1.png", TestFiles.GreyPng(2));
        _folder.Write("cat/2.png", TestFiles.GreyPng(2));
        using var data = DataSet.Open(_folder.Root);
        data.Kind.ShouldBe("class-folders");
        data.ClassNames.ShouldBe(["cat", "dog"]);
        Enumerable.Range(0, 3).Select(data.IdOf).ShouldBe(["cat/1.png", "cat/2.png", "dog/1.png"]);
        Enumerable.Range(0, 3).Select(data.LabelOf).ShouldBe([0, 0, 1]);
        data.HashOf(0).ShouldBe(data.HashOf(1));
        data.HashOf(0).ShouldNotBe(data.HashOf(2));
    }

    [Fact]
    public void Images_AreReadWithoutLabels()
    {
        TestFiles.RequireVips();
        _folder.Write("a.png", TestFiles.GreyPng(9));
        _folder.Write("notes.txt", "no image");
        using var data = DataSet.Open(_folder.Root);
        (data.Count, data.HasLabels, data.MaxLabel).ShouldBe((1, false, null));
        data.Read(0).Pixels!.Data.ToArray().ShouldAllBe(v => v == 9);
        data.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("skipped-files");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Idx_IsReadPlainAndCompressed(bool isCompressed)
    {
        var images = TestFiles.Idx([3, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        var labels = TestFiles.Idx([3], [2, 0, 1]);
        var path = _folder.Write("train-images-idx3-ubyte", isCompressed ? TestFiles.Gzip(images) : images);
        _folder.Write("train-labels-idx1-ubyte", isCompressed ? TestFiles.Gzip(labels) : labels);
        foreach (var place in new[] { path, _folder.Root })
        {
            using var data = DataSet.Open(place);
            (data.Kind, data.Count, data.MaxLabel).ShouldBe(("idx", 3, 2));
            var sample = data.Read(1);
            (sample.Id, sample.Label).ShouldBe(("1", 0));
            sample.Pixels!.ToString().ShouldBe("2x2x1");
            sample.Pixels.Data.ToArray().ShouldBe([4, 5, 6, 7]);
        }
    }

    [Fact]
    public void BigEndianIdx_IsTurned()
    {
        byte[] floats = [0, 0, 0x0D, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0];
        using var data = DataSet.Open(_folder.Write("x.idx", floats));
        data.Read(0).Values!.ToSingles().ShouldBe([1f]);
        data.Read(1).Values!.ToSingles().ShouldBe([-2f]);
    }

    [Fact]
    public void Npy_IsReadWithItsLabels()
    {
        _folder.Write("x.npy", TestFiles.Npy("<f4", "(2, 3)", new float[] { 1, 2, 3, 4, 5, 6 }));
        _folder.Write("y.npy", TestFiles.Npy("<i8", "(2,)", new long[] { 4, 7 }));
        using var data = DataSet.Open(_folder.Root);
        (data.Kind, data.LabelOf(1)).ShouldBe(("npy", 7));
        data.Read(1).Values!.ToSingles().ShouldBe([4, 5, 6]);
    }

    // numpy.save writes versions 2 and 3, whose header length has four bytes, where a header needs more than two or holds Unicode.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Npy_OfEachVersion_IsRead(byte version)
    {
        using var data = DataSet.Open(_folder.Write("x.npy",
            TestFiles.Npy("<f4", "(2, 3)", new float[] { 1, 2, 3, 4, 5, 6 }, version: version)));
        data.Count.ShouldBe(2);
        data.Read(0).Values!.ToSingles().ShouldBe([1, 2, 3]);
        data.Read(1).Values!.ToSingles().ShouldBe([4, 5, 6]);
    }

    [Fact]
    public void PlanarBytes_BecomeAnImage()
    {
        using var data = DataSet.Open(_folder.Write("x.npy", TestFiles.Npy("|u1", "(1, 3, 1, 2)", new byte[] { 1, 2, 3, 4, 5, 6 })));
        data.Read(0).Pixels!.Data.ToArray().ShouldBe([1, 3, 5, 2, 4, 6]);
    }

    [Fact]
    public void Table_FindsIdFeaturesAndLabel()
    {
        using var data = DataSet.Open(_folder.Write("t.csv", "Id,a,b,kind\r\n7,1.5,-2,\"x, y\"\r\n8,3,4e1,w\r\n"));
        (data.Kind, data.Count).ShouldBe(("table", 2));
        data.ClassNames.ShouldBe(["w", "x, y"]);
        var sample = data.Read(0);
        (sample.Id, sample.Label).ShouldBe(("7", 1));
        sample.Values!.ToSingles().ShouldBe([1.5f, -2f]);
    }

    [Fact]
    public void DataSetYaml_StatesEverything()
    {
        _folder.Write("i.gz", TestFiles.Gzip(TestFiles.Idx([2, 1, 1], [5, 6])));
        _folder.Write("l.gz", TestFiles.Gzip(TestFiles.Idx([2], [1, 0])));
        _folder.Write("dataset.yaml", """
            images: i.gz      # a comment
            labels: l.gz
            classes: [T-shirt/top, Trouser]
            label_offset: 1
            preprocess:
              mean: [1, 2, 3]
              std: 255
              resize: 256
              crop: 224
              interpolation: bicubic
              color: bgr
            """);
        using var data = DataSet.Open(_folder.Root);
        data.ClassNames.ShouldBe(["T-shirt/top", "Trouser"]);
        data.LabelOffset.ShouldBe(1);
        data.Preprocess.ShouldBe(new PreprocessOptions
        {
            Mean = [1, 2, 3],
            Std = [255],
            Resize = 256,
            Crop = 224,
            Interpolation = Interpolation.Bicubic,
            Color = ColorOrder.Bgr,
        });
    }

    [Theory]
    [InlineData("name: Shoes", "Shoes")]
    [InlineData("name: \"  Shoes\\n and  boots \"", "Shoes and boots")]
    [InlineData("name: \"\"", "clothes")]
    [InlineData("source: somewhere", "clothes")]
    public void DataSetYaml_NamesTheDataSetOrItsFolderDoes(string line, string expected)
    {
        _folder.Write("clothes/x.idx", TestFiles.Idx([1, 1, 1], [1]));
        var path = _folder.Write("clothes/dataset.yaml", "images: x.idx\n" + line + "\n");
        foreach (var place in new[] { path, Path.GetDirectoryName(path)! })
        {
            using var data = DataSet.Open(place);
            data.Name.ShouldBe(expected);
        }
    }

    [Fact]
    public void Name_HasAsMuchOfThePathAsHelps()
    {
        _folder.Write("clothes/x.idx", TestFiles.Idx([1, 1, 1], [1]));
        _folder.Write("clothes/shoes.yaml", "images: x.idx\n");
        (string Place, string Name)[] names =
            [("clothes/", "clothes"), ("clothes/x.idx", "clothes/x.idx"), ("clothes/shoes.yaml", "shoes")];
        foreach (var (place, expected) in names)
        {
            using var data = DataSet.Open(Path.Combine(_folder.Root, place));
            data.Name.ShouldBe(expected);
        }
    }

    [Fact]
    public void ImageNetLabels_AreShiftedForABackgroundClass()
    {
        using var data = DataSet.Open(TestFiles.Shared("images/imagenet-100"));
        (data.Count, data.MaxLabel).ShouldBe((100, 995));
        var alignment = LabelAlignment.For(data, 1001);
        alignment.Offset.ShouldBe(1);
        alignment.Diagnostic!.Code.ShouldBe("assumed-label-offset");
        LabelAlignment.For(data, 1000).Offset.ShouldBe(0);
        Should.Throw<DataSetException>(() => LabelAlignment.For(data, 10)).Message.ShouldContain("label 995");
    }

    // Labels 0 … 8 (0 … 999 of the last two): a background class is assumed for ImageNet's numbers only.
    [Theory]
    [InlineData(9, true, 9, 0, false, false)]
    [InlineData(9, true, 10, 0, true, true)]
    [InlineData(9, true, 11, 0, true, false)]
    [InlineData(9, false, 9, 0, false, false)]
    [InlineData(9, false, 10, 0, true, false)]
    [InlineData(9, false, 1001, 1, false, false)]
    [InlineData(1000, true, 1001, 1, false, false)]
    [InlineData(9, true, 1001, 0, true, false)]
    [InlineData(999, true, 1001, 0, true, false)]
    [InlineData(1000, true, 1000, 0, false, false)]
    [InlineData(1001, false, 1001, 0, false, false)]
    public void BackgroundClass_IsAssumedForImageNetOnly(int classes, bool named, int outputs, int offset, bool isOpen, bool needsEvidence)
    {
        _folder.Write("t.csv", "a,label\n" + string.Concat(Enumerable.Range(0, classes).Select(i => $"{i},{(named ? "c" : "")}{i}\n")));
        using var data = DataSet.Open(Path.Combine(_folder.Root, "t.csv"));
        data.ClassNames.Count.ShouldBe(named ? classes : 0);
        var alignment = LabelAlignment.For(data, outputs);
        (alignment.Offset, alignment.IsOpen, alignment.NeedsEvidence).ShouldBe((offset, isOpen, needsEvidence));
        (alignment.Diagnostic?.Code).ShouldBe(offset == 1 ? "assumed-label-offset" : null);
        if (offset == 1) alignment.Diagnostic!.Message.ShouldEndWith("state 'label_offset: 0' in a dataset.yaml if that is wrong");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void StatedLabelOffset_IsNeverOpen(int offset)
    {
        _folder.Write("t.csv", "a,label\n1,x\n2,y\n");
        _folder.Write("dataset.yaml", $"table: t.csv\nlabel_offset: {offset}\n");
        using var data = DataSet.Open(_folder.Root);
        LabelAlignment.For(data, 3).ShouldBe(new LabelAlignment(offset, null));
    }

    [Fact]
    public void Iris_HasFourFeaturesAndThreeClasses()
    {
        using var data = DataSet.Open(TestFiles.Shared("tables/iris.csv"));
        data.Count.ShouldBe(150);
        data.ClassNames.ShouldBe(["Iris-setosa", "Iris-versicolor", "Iris-virginica"]);
        data.Read(0).Values!.ToSingles().ShouldBe([5.1f, 3.5f, 1.4f, 0.2f]);
    }

    [Fact]
    public void Digits_AreTwoThousand()
    {
        using var data = DataSet.Open(TestFiles.Shared("mnist/digits-2000-images-idx3-ubyte.gz"));
        (data.Count, data.HasLabels, data.MaxLabel).ShouldBe((2000, true, 9));
        data.Read(1999).Pixels!.ToString().ShouldBe("28x28x1");
    }

    [Fact]
    public void RealNumbers_AreTargetsAndNoClasses()
    {
        // A column that says so by its name, one whose numbers are no indices, and an array of floats.
        using var named = DataSet.Open(_folder.Write("named.csv", "a,target_x,b,target_y\n1,0,2,1\n3,4,5,6\n"));
        (named.HasLabels, named.HasTargets, named.ClassNames.Count).ShouldBe((false, true, 0));
        named.TargetOf(1).ShouldBe([4, 6]);
        named.Read(1).Values!.ToSingles().ShouldBe([3, 5]);
        using var column = DataSet.Open(_folder.Write("column.csv", "a,y\n1,0.5\n3,-2\n"));
        (column.HasLabels, column.TargetOf(0)![0], column.TargetOf(1)![0]).ShouldBe((false, 0.5f, -2f));
        var path = _folder.Write("x.npy", TestFiles.Npy("<f4", "(2, 1)", new float[] { 1, 2 }));
        var labels = _folder.Write("y.npy", TestFiles.Npy("<f8", "(2, 2)", new double[] { 1.5, 2, 3, 4 }));
        using var array = DataSet.Open(path, new DataSetOptions { LabelsPath = labels });
        (array.HasLabels, array.MaxLabel, array.HasTargets).ShouldBe((false, null, true));
        array.TargetOf(0).ShouldBe([1.5f, 2]);
        array.TargetOf(1).ShouldBe([3f, 4]);
    }

    [Fact]
    public void PicturesWithRealNumbers_HaveTargets()
    {
        _folder.Write("a.png", TestFiles.GreyPng(1));
        _folder.Write("b.png", TestFiles.GreyPng(2));
        _folder.Write("labels.csv", "file,label\nb.png,31.5\na.png,4\n");
        using var data = DataSet.Open(_folder.Root);
        (data.HasLabels, data.ClassNames.Count, data.TargetOf(0)![0], data.TargetOf(1)![0]).ShouldBe((false, 0, 31.5f, 4f));
    }

    [Fact]
    public void NumbersThatAListNames_AreClasses()
    {
        _folder.Write("t.csv", "a,label\n1,0.5\n3,1.5\n");
        _folder.Write("dataset.yaml", "table: t.csv\nclasses: ['1.5', '0.5']\n");
        using var data = DataSet.Open(_folder.Root);
        (data.HasLabels, data.HasTargets, data.LabelOf(0), data.LabelOf(1)).ShouldBe((true, false, 1, 0));
    }
}
