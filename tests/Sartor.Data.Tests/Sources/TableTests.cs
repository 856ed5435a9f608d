using Sartor.Core;
using Sartor.Data.Tests.Support;

namespace Sartor.Data.Tests.Sources;

/// <summary>Which columns of a table are features, labels, targets and ids, and what is told of cells that do not fit.</summary>
public sealed class TableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NumbersAlone_AreFeaturesWithoutLabels()
    {
        using var data = Open("a,b\n1,2\n3,4\n");
        data.HasLabels.ShouldBeFalse();
        data.Read(1).Values!.ToSingles().ShouldBe([3, 4]);
        data.Read(1).Label.ShouldBeNull();
        data.IdOf(1).ShouldBe("1");
    }

    [Theory]
    [InlineData("label")]
    [InlineData("class")]
    [InlineData("CLASS_INDEX")]
    [InlineData("label_index")]
    [InlineData("Target")]
    [InlineData("species")]
    [InlineData("y")]
    public void ColumnThatSaysSo_IsTheLabel(string name)
    {
        using var data = Open($"a,{name},b\n1,1,2\n3,0,4\n");
        (data.LabelOf(0), data.LabelOf(1)).ShouldBe((1, 0));
        data.Read(0).Values!.ToSingles().ShouldBe([1, 2]);
    }

    [Fact]
    public void OnlyColumnOfText_IsTheLabel()
    {
        using var data = Open("a,kind,b\n1,x,2\n3,w,4\n");
        data.ClassNames.ShouldBe(["w", "x"]);
        (data.LabelOf(0), data.LabelOf(1)).ShouldBe((1, 0));
    }

    [Fact]
    public void IdsThatRepeat_AreNoIds()
    {
        using var repeated = Open("id,a\n7,1\n7,2\n");
        repeated.IdOf(1).ShouldBe("1");
        using var own = Open("id,a\n7,1\n8,2\n");
        (own.IdOf(0), own.IdOf(1)).ShouldBe(("7", "8"));
    }

    [Theory]
    [InlineData("a,b,c\n1,x,y\n2,z,w\n", "has 2 columns of text (b, c)")]
    [InlineData("id,label\n7,1\n8,2\n", "has no numeric column beside the label")]
    [InlineData("a,label\n", "contains no rows")]
    [InlineData("a,label\n1,0\nx,1\n", "line 3, column 'a': 'x' is not a number")]
    [InlineData("a,label\n1,0\ninf,1\n", "line 3, column 'a': 'inf' is not a number")]
    [InlineData("a,class_index\n1,x\n2,1\n3,y\n", "line 2: the label 'x' in column 'class_index' is not a class index")]
    [InlineData("a,index\n1,0\n2,1\n3,\n", "not a number")]
    [InlineData("a,target_x\n1,0\n2,z\n", "line 3, column 'target_x': 'z' is not a number, and the other targets are")]
    public void CellThatDoesNotFit_IsNamed(string csv, string problem) =>
        Should.Throw<DataSetException>(() => Open(csv).Dispose()).Message.ShouldContain(problem);

    /// <summary>From nine cells of ten on, what is no whole number is a slip; below, nobody knows which is which.</summary>
    [Theory]
    [InlineData(9, "line 11: the label 'x'")]
    [InlineData(8, "numbers as well as names ('0' in line 2, 'x' in line 10)")]
    [InlineData(1, "numbers as well as names ('0' in line 2, 'x' in line 3)")]
    public void NumbersAmongNames_AreRefused(int numbers, string problem)
    {
        var csv = "a,label\n" + string.Concat(Enumerable.Range(0, 10).Select(i => $"{i},{(i < numbers ? $"{i}" : "x")}\n"));
        Should.Throw<DataSetException>(() => Open(csv).Dispose()).Message.ShouldContain(problem);
    }

    [Fact]
    public void LabelsOfThreeRowsThatAreMixed_BecomeNoNames()
    {
        const string csv = "a,label\n1,3\n2,99\n3,hello\n";
        Should.Throw<DataSetException>(() => Open(csv).Dispose()).Message.ShouldContain("'3' in line 2, 'hello' in line 4");
    }

    /// <summary>The first of two slips is named, also where it is in the first line.</summary>
    [Fact]
    public void FirstSlip_IsNamed()
    {
        var csv = "a,label\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{(i is 0 or 20 ? $"x{i}" : $"{i}")}\n"));
        Should.Throw<DataSetException>(() => Open(csv).Dispose()).Message.ShouldContain("line 2: the label 'x0'");
    }

    private DataSet Open(string csv) => DataSet.Open(_folder.Write("t.csv", csv));
}
