using Sartor.Core;
using Sartor.Data.Images;
using Sartor.Data.Preprocessing;
using Sartor.Data.Sources;
using Sartor.Data.Tests.Support;

namespace Sartor.Data.Tests.Sources;

/// <summary>What a path holds: each way to give samples and labels, and what is told where it is not clear.</summary>
public sealed class SourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ClassFolders_PassOverWhatIsNoImage()
    {
        _folder.Write("dog/1.png", TestFiles.GreyPng(1));
        _folder.Write("cat/2.bin", TestFiles.GreyPng(2));
        _folder.Write("cat/readme.txt", "text");
        _folder.Write("cat/.hidden.png", TestFiles.GreyPng(2));
        _folder.Write("empty/notes.txt", "text");
        using var data = DataSet.Open(_folder.Root);
        data.ClassNames.ShouldBe(["cat", "dog"]);
        Enumerable.Range(0, data.Count).Select(data.IdOf).ShouldBe(["cat/2.bin", "dog/1.png"]);
        data.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("2 files in");
        data.Diagnostics[0].Message.ShouldEndWith("are not images and were skipped");
        (data.IndexOf("dog/1.png"), data.HasImages).ShouldBe((1, true));
        Should.Throw<DataSetException>(() => data.IndexOf("dog/2.png")).Message.ShouldContain("contains no sample 'dog/2.png'");
    }

    [Fact]
    public void ClassFolders_AreOfTheClassesThatAreStated()
    {
        _folder.Write("images/dog/1.png", TestFiles.GreyPng(1));
        _folder.Write("images/cat/1.png", TestFiles.GreyPng(2));
        _folder.Write("dataset.yaml", "images: images\nclasses: [dog, bird, cat]\n");
        using (var data = DataSet.Open(_folder.Root))
        {
            Enumerable.Range(0, 2).Select(data.LabelOf).ShouldBe([2, 0]);
            (data.MaxLabel, data.ClassNames.Count).ShouldBe((2, 3));
        }
        _folder.Write("dataset.yaml", "images: images\nclasses: [dog, bird]\n");
        Problem().ShouldContain("has the sub-folder 'cat', which is not one of the 2 classes");
        _folder.Write("images/mouse/notes.txt", "text");
        File.Delete(Path.Combine(_folder.Root, "images", "dog", "1.png"));
        File.Delete(Path.Combine(_folder.Root, "images", "cat", "1.png"));
        Problem().ShouldContain("has no images in its sub-folders");
    }

    [Theory]
    [InlineData(1, "1 image in ", "has no line in labels.csv and is not used")]
    [InlineData(2, "2 images in ", "have no line in labels.csv and are not used")]
    public void ImagesWithoutALine_AreCounted(int count, string start, string end)
    {
        _folder.Write("a.png", TestFiles.GreyPng(1));
        for (var i = 0; i < count; i++) _folder.Write($"more{i}.jpg", TestFiles.GreyPng(1));
        _folder.Write("notes.txt", "text");
        _folder.Write("labels.csv", "FileName,Class\na.png,3\n");
        using var data = DataSet.Open(_folder.Root);
        data.LabelOf(0).ShouldBe(3);
        var message = data.Diagnostics.ShouldHaveSingleItem().Message;
        message.ShouldStartWith(start);
        message.ShouldContain(end);
    }

    [Theory]
    [InlineData("./a.png")]
    [InlineData(".\\a.png")]
    [InlineData("././a.png")]
    public void NamesThatBeginWithTheFolder_AreListed(string name)
    {
        _folder.Write("a.png", TestFiles.GreyPng(1));
        _folder.Write("labels.csv", $"file,label\n{name},3\n");
        using (var data = DataSet.Open(_folder.Root))
        {
            data.IdOf(0).ShouldBe("a.png");
            data.Diagnostics.ShouldBeEmpty();
        }
        _folder.Write("labels.csv", $"file,label\n{name},3\na.png,4\n");
        Should.Throw<DataSetException>(() => DataSet.Open(_folder.Root)).Message.ShouldContain("lists 'a.png' twice");
    }

    [Fact]
    public void LabelsCsv_NamesPathsBelowIt()
    {
        _folder.Write("sub/a.png", TestFiles.GreyPng(1));
        _folder.Write("labels.csv", "id,path,category\n1,sub\\a.png,x\n");
        using (var data = DataSet.Open(_folder.Root))
        {
            data.IdOf(0).ShouldBe("sub/a.png");
            data.Diagnostics.ShouldBeEmpty();
        }
        _folder.Write("labels.csv", "path,category\nsub,x\n");
        Problem().ShouldContain("names 'sub', which is a folder; name the image");
        _folder.Write("labels.csv", "path,category\nsub/a.png,x\nsub\\a.png,y\n");
        Problem().ShouldContain("lists 'sub/a.png' twice");
        _folder.Write("labels.csv", "path,kind\nsub/a.png,x\n");
        Problem().ShouldContain("has no column for the labels among 'path, kind'; name it one of class_index, label_index");
    }

    /// <summary>Of two columns that may hold labels the index goes before the name.</summary>
    [Fact]
    public void ColumnOfIndices_GoesBeforeThatOfNames()
    {
        _folder.Write("a.png", TestFiles.GreyPng(1));
        _folder.Write("labels.csv", "image,label,class_index\na.png,zebra,7\n");
        using var data = DataSet.Open(_folder.Root);
        (data.LabelOf(0), data.ClassNames.Count).ShouldBe((7, 0));
    }

    [Theory]
    [InlineData(1, "1 file in ", "is not an image and was skipped")]
    [InlineData(2, "2 files in ", "are not images and were skipped")]
    public void FilesThatAreNoImages_AreCounted(int count, string start, string end)
    {
        _folder.Write("a.bin", TestFiles.GreyPng(1));
        for (var i = 0; i < count; i++) _folder.Write($"n{i}.txt", "text");
        using var data = DataSet.Open(_folder.Root);
        (data.Count, data.HasLabels, data.TargetOf(0)).ShouldBe((1, false, null));
        data.Diagnostics.ShouldHaveSingleItem().Message.ShouldStartWith(start);
        data.Diagnostics[0].Message.ShouldEndWith(end);
    }

    [Theory]
    [InlineData("a.jpg", true)]
    [InlineData("a.JPEG", true)]
    [InlineData("a.png", true)]
    [InlineData("a.webp", true)]
    [InlineData("a.gif", true)]
    [InlineData("a.tif", true)]
    [InlineData("a.TIFF", true)]
    [InlineData("a.bmp", true)]
    [InlineData("a.svg", false)]
    [InlineData("png", false)]
    public void NameOfAnImage_IsToldByItsSuffix(string name, bool isImage) => FolderListing.HasImageName(name).ShouldBe(isImage);

    /// <summary>The first bytes of each format, and one byte changed (RFC 9649, GIF89a, PNG, JFIF, TIFF 6).</summary>
    [Theory]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0 }, "jpegload_source")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFE, 0xE0 }, null)]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A }, "pngload_source")]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A }, null)]
    [InlineData(new byte[] { 0x52, 0x49, 0x46, 0x46, 9, 9, 9, 9, 0x57, 0x45, 0x42, 0x50 }, "webpload_source")]
    [InlineData(new byte[] { 0x52, 0x49, 0x46, 0x46, 9, 9, 9, 9, 0x57, 0x41, 0x56, 0x45 }, null)]
    [InlineData(new byte[] { 0x47, 0x49, 0x46, 0x38, 0x39 }, "gifload_source")]
    [InlineData(new byte[] { 0x49, 0x49, 42, 0 }, "tiffload_source")]
    [InlineData(new byte[] { 0x4D, 0x4D, 0, 42 }, "tiffload_source")]
    [InlineData(new byte[] { 0x4D, 0x4D, 42, 0 }, null)]
    [InlineData(new byte[] { 0x42, 0x4D, 0, 0 }, null)]
    public void ImageFormat_IsToldByItsBeginning(byte[] head, string? loader)
    {
        ImageFormat.LoaderOf(head).ShouldBe(loader);
        FolderListing.IsImage(_folder.Write("x", head)).ShouldBe(loader is not null);
    }

    [Fact]
    public void SingleFiles_AreToldApart()
    {
        Problem(_folder.Write("a.png", TestFiles.GreyPng(1))).ShouldContain("is a single image; give the folder");
        Problem(_folder.Write("empty.bin", [])).ShouldContain("is empty");
        Problem(_folder.Write("binary", [1, (byte)',', 8, 9])).ShouldContain("is not a data set that Sartor can read");
        Problem(_folder.Write("noseparator", "a\n1\n")).ShouldContain("is not a data set that Sartor can read");
        DataSet.Open(_folder.Write("table", "a,b\n1,2\n")).Dispose();
        _folder.Write("t.csv", "a,b\n1,2\n");
        DataSet.Open(_folder.Write("d.yml", "table: t.csv\n")).Dispose();
    }

    [Fact]
    public void Folder_WithATable_IsThatTable()
    {
        _folder.Write("t.csv", "a,b\n1,2\n");
        _folder.Write("readme", "no table");
        using (var data = DataSet.Open(_folder.Root)) data.Kind.ShouldBe("table");
        _folder.Write("u.csv", "a,b\n1,2\n");
        Problem().ShouldContain("contains nothing that Sartor can read");
    }

    [Theory]
    [InlineData(0, 1, "contains 0 arrays of data and 1 of labels")]
    [InlineData(2, 0, "contains 2 arrays of data and 0 of labels")]
    [InlineData(1, 2, "contains 1 arrays of data and 2 of labels")]
    [InlineData(1, 1, null)]
    [InlineData(1, 0, null)]
    public void ArraysOfAFolder_BelongTogether(int data, int labels, string? problem)
    {
        for (var i = 0; i < data; i++) _folder.Write($"x{i}", TestFiles.Idx([2, 2], [1, 2, 3, 4]));
        for (var i = 0; i < labels; i++) _folder.Write($"y{i}", TestFiles.Idx([2], [1, 0]));
        if (problem is not null)
        {
            Problem().ShouldContain(problem);
            return;
        }
        using var opened = DataSet.Open(_folder.Root);
        (opened.HasLabels, opened.Kind).ShouldBe((labels == 1, "idx"));
        opened.Read(1).Place.ShouldEndWith("x0: sample 1");
    }

    [Fact]
    public void LabelsOfMnist_LieBesideTheImages()
    {
        var path = _folder.Write("train-images-idx3-ubyte", TestFiles.Idx([2, 1, 1], [1, 2]));
        using (var alone = DataSet.Open(path)) alone.HasLabels.ShouldBeFalse();
        _folder.Write("train-labels-idx1-ubyte", TestFiles.Idx([2], [1, 0]));
        using (var beside = DataSet.Open(path)) beside.LabelOf(0).ShouldBe(1);
        var other = _folder.Write("other", TestFiles.Idx([2, 1, 1], [1, 2]));
        using var plain = DataSet.Open(other);
        plain.HasLabels.ShouldBeFalse();
    }

    [Fact]
    public void LabelsOfAFolder_AreAFile()
    {
        _folder.Write("images/a.png", TestFiles.GreyPng(1));
        var csv = _folder.Write("mine.csv", "file,label\na.png,5\n");
        var images = Path.Combine(_folder.Root, "images");
        using (var data = DataSet.Open(images, new DataSetOptions { LabelsPath = csv })) data.LabelOf(0).ShouldBe(5);
        string Refuse(string labels) =>
            Should.Throw<DataSetException>(() => DataSet.Open(images, new DataSetOptions { LabelsPath = labels })).Message;
        Refuse(Path.Combine(_folder.Root, "none.csv")).ShouldContain("none.csv: there is no such file");
        Refuse(_folder.Root).ShouldContain("is a folder; give the CSV file");
    }

    [Fact]
    public void Table_NamesItsColumnsOfText()
    {
        Problem(_folder.Write("t.csv", "a,b,c,d,e,f\n1,v,w,x,y,z\n")).ShouldContain("has 5 columns of text (b, c, d, e); name the one");
        var options = new DataSetOptions { LabelsPath = "/nowhere" };
        string Surplus(string text) =>
            Should.Throw<DataSetException>(() => DataSet.Open(_folder.Write("t.csv", text), options)).Message;
        Surplus("a,target_x\n1,2\n").ShouldContain("has its labels in column 'target_x'");
        Surplus("a,b\n1,2\n").ShouldContain("is a table, whose labels are a column and not a file such as /nowhere");
        Surplus("a,y\n1,2\n").ShouldContain("has its labels in column 'y'");
        using var named = DataSet.Open(_folder.Write("u.csv", "ID,a,b\n5,1,2\n6,3,4\n"));
        named.Read(1).Place.ShouldEndWith("u.csv: sample 6");
    }

    [Theory]
    [InlineData("label\nx\ny\nz\n", "[y, x]", "line 4: the label 'z' is not one of the 2 classes")]
    [InlineData("label\nx\n\"\"\n", "[x]", "line 3: has no label")]
    public void Labels_AreOfTheStatedClasses(string column, string classes, string problem)
    {
        var lines = column.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _folder.Write("t.csv", string.Concat(lines.Select((l, i) => $"{(i == 0 ? "a" : $"{i}")},{l}\n")));
        _folder.Write("dataset.yaml", $"table: t.csv\nclasses: {classes}\n");
        Problem().ShouldContain(problem);
    }

    /// <summary>A file of classes has one a line, and of two equal lines the first is meant.</summary>
    [Fact]
    public void Classes_MayLieInAFile()
    {
        _folder.Write("t.csv", "a,label\n1,y\n2,x\n3,y\n");
        _folder.Write("names.txt", " x \r\ny\r\nz\r\ny\r\n\r\n");
        _folder.Write("dataset.yaml", "table: t.csv\nclasses: names.txt\n");
        using (var data = DataSet.Open(_folder.Root))
        {
            data.ClassNames.ShouldBe(["x", "y", "z", "y"]);
            Enumerable.Range(0, 3).Select(data.LabelOf).ShouldBe([1, 0, 1]);
        }
        _folder.Write("dataset.yaml", "table: t.csv\nclasses: []\n");
        Problem().ShouldContain("'classes' is empty");
        _folder.Write("dataset.yaml", "table: t.csv\nclasses: [x, y, x]\n");
        Problem().ShouldContain("'classes' names a class twice");
    }

    [Theory]
    [InlineData("images: i\ntable: t.csv\n", "needs either 'images:'")]
    [InlineData("name: x\n", "needs either 'images:'")]
    [InlineData("images: t.csv\n", "is neither a folder of images nor IDX nor .npy")]
    [InlineData("table: t.csv\nlabel_offset: -1\n", "'label_offset' must be a whole number between 0 and 1000000")]
    [InlineData("table: t.csv\nlabel_offset: 1000001\n", "'label_offset' must be a whole number between 0 and 1000000")]
    [InlineData("table: t.csv\npreprocess: {resize: 0}\n", "'resize' must be a whole number between 1 and 16384")]
    [InlineData("table: t.csv\npreprocess: {resize: 16385}\n", "'resize' must be a whole number between 1 and 16384")]
    [InlineData("table: t.csv\npreprocess: {crop: 0}\n", "'crop' must be a whole number between 1 and 16384")]
    [InlineData("table: t.csv\npreprocess: {crop: 16385}\n", "'crop' must be a whole number between 1 and 16384")]
    [InlineData("table: t.csv\npreprocess: {crop_fraction: 2}\n", "line 2: crop_fraction must be above 0 and at most 1")]
    [InlineData("table: t.csv\npreprocess: {mean: [1, 2]}\n", "line 2: mean has 2 values")]
    public void Description_IsChecked(string yaml, string problem)
    {
        _folder.Write("t.csv", "a,b\n1,2\n");
        _folder.Write("i/a.png", TestFiles.GreyPng(1));
        _folder.Write("dataset.yaml", yaml);
        Problem().ShouldContain(problem);
    }

    [Fact]
    public void Description_IsReadToItsLimits()
    {
        _folder.Write("t.csv", "a,b\n1,2\n");
        _folder.Write("dataset.yaml", "table: t.csv\nlabel_offset: 1000000\npreprocess: {resize: 16384, crop: 1}\n");
        using (var data = DataSet.Open(_folder.Root))
        {
            data.LabelOffset.ShouldBe(1_000_000);
            data.Preprocess.ShouldBe(new PreprocessOptions { Resize = 16384, Crop = 1 });
        }
        _folder.Write("dataset.yaml", "table: t.csv\npreprocess: {crop_fraction: 0.5, interpolation: area, color: gray}\n");
        using (var data = DataSet.Open(_folder.Root))
        {
            data.LabelOffset.ShouldBeNull();
            data.Preprocess.ShouldBe(
                new PreprocessOptions { CropFraction = 0.5, Interpolation = Interpolation.Area, Color = ColorOrder.Gray });
        }
        _folder.Write("dataset.yaml", "table: t.csv\n");
        using var plain = DataSet.Open(_folder.Root);
        plain.Preprocess.ShouldBeNull();
    }

    [Fact]
    public void DescribedImages_AreLabelledByAFileOrByFolders()
    {
        _folder.Write("i/a.png", TestFiles.GreyPng(1));
        _folder.Write("l.csv", "file,label\na.png,x\n");
        _folder.Write("dataset.yaml", "images: i\nlabels: l.csv\nclasses: [w, x]\n");
        using (var data = DataSet.Open(_folder.Root)) (data.Kind, data.LabelOf(0)).ShouldBe(("image-folder", 1));
        _folder.Write("dataset.yaml", "images: i\n");
        using (var data = DataSet.Open(_folder.Root)) (data.Kind, data.LabelOf(0)).ShouldBe(("image-folder", null));
    }

    [Fact]
    public void LabelAtTheNumberOfOutputs_IsOutside()
    {
        _folder.Write("t.csv", "a,label\n1,9\n2,0\n");
        using var data = DataSet.Open(Path.Combine(_folder.Root, "t.csv"));
        LabelAlignment.For(data, 10).IsOpen.ShouldBeFalse();
        LabelAlignment.For(data, 11).IsOpen.ShouldBeTrue();
        Should.Throw<DataSetException>(() => LabelAlignment.For(data, 9)).Message.ShouldContain("has the label 9");
        _folder.Write("dataset.yaml", "table: t.csv\nlabel_offset: 1\n");
        using var shifted = DataSet.Open(_folder.Root);
        LabelAlignment.For(shifted, 11).Offset.ShouldBe(1);
        Should.Throw<DataSetException>(() => LabelAlignment.For(shifted, 10)).Message.ShouldContain("has only 10 outputs");
        LabelAlignment.Found(1, "it fits").Diagnostic!.Message.ShouldContain(
            "label 0 is assumed to be output 1, because it fits; state 'label_offset: 0'");
    }

    private string Problem(string? path = null) =>
        Should.Throw<DataSetException>(() => DataSet.Open(path ?? _folder.Root).Dispose()).Message;
}
