using Sartor.Core;
using Sartor.Data.Configuration;
using Sartor.Data.Preprocessing;
using Sartor.Data.Sources;
using Sartor.Data.Tests.Support;

namespace Sartor.Data.Tests.Configuration;

/// <summary>CSV by RFC 4180, the part of YAML that is read, and paths that stay inside their folder.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a,b\n1,2\n", "1: a|b; 2: 1|2")]
    [InlineData("a,b\r\n1,2\r\n", "1: a|b; 2: 1|2")]
    [InlineData("a,b\r1,2", "1: a|b; 2: 1|2")]
    [InlineData("\n\na,b\n\n1,2\n\n", "3: a|b; 5: 1|2")]
    [InlineData(" a ,\tb\t\n 1 , 2 \n", "1: a|b; 2: 1|2")]
    [InlineData("a,b\n\"1\n1\",2\n3,4\n", "1: a|b; 2: 1\n1|2; 4: 3|4")]
    [InlineData("a,b\n\"x, \"\"y\"\"\" , \" z \"\n", "1: a|b; 2: x, \"y\"| z ")]
    [InlineData("a,b\n\"\",\"\"\n", "1: a|b; 2: |")]
    [InlineData("a,b\n,\n", "1: a|b; 2: |")]
    [InlineData("a,b\n\"1\",\"2\"", "1: a|b; 2: 1|2")]
    [InlineData("a,b\n\"1\",\"2\"\r\n3,4\r\n", "1: a|b; 2: 1|2; 3: 3|4")]
    [InlineData("\uFEFFa,b\n1,2\n", "1: a|b; 2: 1|2")]
    [InlineData("a\n\n1\n", "1: a; 3: 1")]
    public void Csv_IsReadByItsStandard(string text, string expected) =>
        string.Join("; ", CsvReader.Read(_folder.Write("t.csv", text)).Select(r => $"{r.Line}: {string.Join('|', r.Fields)}"))
            .ShouldBe(expected);

    [Theory]
    [InlineData("a,b\n1\n", "line 2: has 1 fields where the header has 2")]
    [InlineData("a,b\n1,2\n1,2,3\n", "line 3: has 3 fields where the header has 2")]
    [InlineData("a,b\n\"1\" x,2\n", "line 2: has text after a closing quote")]
    [InlineData("a,b\n\"1\n\n2\"3,2\n", "line 4: has text after a closing quote")]
    [InlineData("a,b\n1,2\n\"3\n,4", "line 3: a quote is never closed")]
    public void DamagedCsv_IsNamedWithItsLine(string text, string problem) =>
        Should.Throw<DataSetException>(() => CsvReader.Read(_folder.Write("t.csv", text))).Message.ShouldContain(problem);

    [Theory]
    [InlineData(16384, null)]
    [InlineData(16385, "line 1: has more than 16384 columns")]
    public void Columns_AreLimited(int count, string? problem)
    {
        var path = _folder.Write("t.csv", string.Join(',', Enumerable.Repeat("a", count)) + "\n");
        if (problem is null) CsvReader.Read(path).ShouldHaveSingleItem().Fields.Length.ShouldBe(count);
        else Should.Throw<DataSetException>(() => CsvReader.Read(path)).Message.ShouldContain(problem);
    }

    [Fact]
    public void Text_IsUtf8()
    {
        TextFile.Read(_folder.Write("t", "größer"u8), 8).ShouldBe("größer");
        Should.Throw<DataSetException>(() => TextFile.Read(_folder.Write("t", "größer"u8), 7)).Message
            .ShouldContain("has 8 bytes, more than the maximum of 7");
        Should.Throw<DataSetException>(() => TextFile.Read(_folder.Write("t", [0x67, 0xFF]), 9)).Message.ShouldContain("is not UTF-8 text");
        Should.Throw<DataSetException>(() => TextFile.Read(Path.Combine(_folder.Root, "none"), 9)).Message.ShouldContain("no such file");
        Should.Throw<DataSetException>(() => TextFile.Read(Path.Combine(_folder.Root, "no", "none"), 9)).Message
            .ShouldContain("no such file");
        Should.Throw<DataSetException>(() => TextFile.Read(_folder.Root, 9));
    }

    [Theory]
    [InlineData("a: 1\nb: [x, 'y z', 3]\nc:\n  d: \"4\"\n  e:\n    - p\n    - q\n", "a=1 b=[x;y z;3] c={d=4 e=[p;q]}")]
    [InlineData("a:\n", "a=")]
    [InlineData("a: []\n", "a=[]")]
    [InlineData("a: {}\n", "a={}")]
    public void Yaml_HoldsValuesListsAndMaps(string text, string expected) =>
        Words(Read(text)).ShouldBe(expected);

    private IReadOnlyDictionary<string, YamlEntry> Read(string text) => BoundedYamlReader.Read(_folder.Write("t.yaml", text), "a: 1");

    [Theory]
    [InlineData("a: 1\nb:\n  - x\n  - y\nc:\n  d: 1\n", "a1 b2 c5")]
    [InlineData("\n\na: [x]\nb: {c: d}\n", "a3 b4")]
    public void Yaml_KnowsTheLinesOfItsKeys(string text, string expected) => string.Join(
        ' ', Read(text).Select(e => $"{e.Key}{e.Value.Line}")).ShouldBe(expected);

    [Theory]
    [InlineData("a: 1\n---\nb: 2\n", "contains more than one document")]
    [InlineData("a: *x\n", "line 1: aliases are not allowed")]
    [InlineData("a: &x 1\n", "line 1: anchors are not allowed")]
    [InlineData("a: &x [1]\n", "line 1: anchors are not allowed")]
    [InlineData("a: &x {b: 1}\n", "line 1: anchors are not allowed")]
    [InlineData("&x a: 1\n", "line 1: anchors are not allowed")]
    [InlineData("a: !t [1]\n", "line 1: tags are not allowed")]
    [InlineData("a: !t {b: 1}\n", "line 1: tags are not allowed")]
    [InlineData("b: 1\na: [!t 1]\n", "line 2: tags are not allowed")]
    [InlineData("? [a]\n: 1\n", "line 1: a key must be a single value")]
    [InlineData("a: [{b: 1}]\n", "line 1: a list item must be a single value")]
    [InlineData("a: 1\nb: 2\na: 3\n", "line 3: 'a' is there twice")]
    [InlineData("", "is empty; write at least 'a: 1'")]
    [InlineData("# nothing\n", "is empty")]
    [InlineData("text\n", "is not a list of 'key: value' lines, such as 'a: 1'")]
    public void YamlBeyondWhatIsRead_IsNamed(string text, string problem) =>
        Should.Throw<DataSetException>(() => Read(text)).Message.ShouldContain(problem);

    [Fact]
    public void Values_HaveTypes()
    {
        YamlEntry Of(string? scalar, params string[]? items) => new(7, scalar, items is { Length: > 0 } ? items : null, null);
        YamlValues.Integer("f", "k", Of("-3"), -3, 5).ShouldBe(-3);
        YamlValues.Integer("f", "k", Of("5"), -3, 5).ShouldBe(5);
        foreach (var bad in new[] { "-4", "6", "1.5", "x", " ", "99999999999" })
            Should.Throw<DataSetException>(() => YamlValues.Integer("f", "k", Of(bad), -3, 5)).Message
                .ShouldContain($"line 7: 'k' must be a whole number between -3 and 5, not '{bad}'");
        YamlValues.Number("f", "k", Of("-1.5e2")).ShouldBe(-150);
        foreach (var bad in new[] { "inf", "NaN", "1,5", "" })
            Should.Throw<DataSetException>(() => YamlValues.Number("f", "k", Of(bad))).Message
                .ShouldContain("line 7: 'k' must be a number");
        YamlValues.Numbers("f", "k", Of(null, "1", "2.5")).ShouldBe([1, 2.5]);
        YamlValues.Numbers("f", "k", Of("3")).ShouldBe([3]);
        Should.Throw<DataSetException>(() => YamlValues.Numbers("f", "k", Of(null, "1", "x"))).Message.ShouldContain("not 'x'");
        Should.Throw<DataSetException>(() => YamlValues.Text("f", "k", Of(null, "1"))).Message.ShouldContain("must be a single value");
        YamlValues.Choice<Interpolation>("f", "k", Of("BiCubic")).ShouldBe(Interpolation.Bicubic);
        YamlValues.Choice<ColorOrder>("f", "k", Of("rgb")).ShouldBe(ColorOrder.Rgb);
        Should.Throw<DataSetException>(() => YamlValues.Choice<ColorOrder>("f", "k", Of("0"))).Message
            .ShouldContain("must be one of rgb, bgr, gray, not '0'");
    }

    [Fact]
    public void Path_StaysInsideItsFolder()
    {
        var folder = Path.Combine(_folder.Root, "data");
        _folder.Write("data/x.png", [1]);
        _folder.Write("data/sub/y.png", [1]);
        _folder.Write("data2/z.png", [1]);
        ContainedPath.Resolve(folder, "x.png", "f").ShouldBe(Path.Combine(folder, "x.png"));
        ContainedPath.Resolve(folder, "sub/../sub/y.png", "f").ShouldBe(Path.Combine(folder, "sub", "y.png"));
        ContainedPath.Resolve(folder, "sub", "f").ShouldBe(Path.Combine(folder, "sub"));
        ContainedPath.Resolve(folder, ".", "f").ShouldBe(folder);
        ContainedPath.Resolve(folder + "/", "x.png", "f").ShouldBe(Path.Combine(folder, "x.png"));
        void Refuse(string path, string problem) =>
            Should.Throw<DataSetException>(() => ContainedPath.Resolve(folder, path, "f")).Message.ShouldContain(problem);
        Refuse("../data2/z.png", "which leaves the data set's folder");
        Refuse("..", "which leaves the data set's folder");
        Refuse("../nothing", "which leaves the data set's folder");
        Refuse("nothing", "which is not there");
        Refuse("", "an empty or damaged path");
        Refuse("a\0b", "an empty or damaged path");
        Refuse(Path.Combine(folder, "x.png"), "an absolute path");
        ContainedPath.StaysInside(folder, Path.Combine(folder, "x.png")).ShouldBeTrue();
        ContainedPath.StaysInside(folder, Path.Combine(_folder.Root, "data2", "z.png")).ShouldBeFalse();
        ContainedPath.StaysInside("/", "/etc").ShouldBeTrue();
    }

    [Theory]
    [InlineData("/dataset.yaml", "dataset")]
    [InlineData("/nowhere/shoes/dataset.yaml", "shoes")]
    [InlineData("/nowhere/shoes/boots.YML", "boots")]
    [InlineData("/nowhere/shoes/boots.yaml", "boots")]
    [InlineData("/nowhere/shoes/x.idx", "shoes/x.idx")]
    [InlineData("/x.idx", "x.idx")]
    [InlineData("/", "/")]
    [InlineData("/usr/", "usr")]
    public void Name_IsToldByThePath(string path, string expected)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("paths of Linux and macOS");
        DataSetName.Of(path).ShouldBe(expected);
    }

    private static string Words(IReadOnlyDictionary<string, YamlEntry> map) =>
        string.Join(' ', map.Select(e => $"{e.Key}={Words(e.Value)}"));

    private static string Words(YamlEntry entry) => entry switch
    {
        { Scalar: { } scalar } => scalar,
        { Items: { } items } => $"[{string.Join(';', items)}]",
        { Map: { } inner } => $"{{{Words(inner)}}}",
        _ => "nothing",
    };
}
