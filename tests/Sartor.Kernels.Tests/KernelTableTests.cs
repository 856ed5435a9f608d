using System.Globalization;
using Sartor.Formats.TFLite.Kernels;
using Sartor.Graph.Bindings;

namespace Sartor.Kernels.Tests;

/// <summary>The table of what the runtime does is what the runtime does.</summary>
public sealed class KernelTableTests
{
    private const int Seed = 20261129;

    /// <summary>The runtimes that there are tables of.</summary>
    public static TheoryData<string> Runtimes => [.. KernelTable.Runtimes];

    // SARTOR_KERNEL_SHARE=1 runs every row.
    private static double Share =>
        double.TryParse(Environment.GetEnvironmentVariable("SARTOR_KERNEL_SHARE"), CultureInfo.InvariantCulture, out var share)
            ? share
            : 0.1;

    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Runtime_AgreesWithATenthOfTheRows(string runtime)
    {
        using var runner = Runner(runtime);
        var table = KernelTable.Of(runtime);
        var rows = TableCheck.Sample(table.Rows, Share, Seed);
        rows.Count.ShouldBeGreaterThan((int)(table.Rows.Count * Share * 0.8));

        (await TableCheck.ContradictionsAsync(rows, runner, Seed, TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    /// <summary>Each kind of outcome changed into another one is found.</summary>
    [Theory]
    [MemberData(nameof(Runtimes))]
    public async Task Runtime_ContradictsAChangedRow(string runtime)
    {
        using var runner = Runner(runtime);
        var kinds = KernelTable.Of(runtime).Rows.GroupBy(r => (r.Builtin, r.XnnPack, r.IsTaken)).Select(g => g.First());
        var changed = kinds.SelectMany(row => new[]
        {
            row with { Builtin = row.Builtin == KernelOutcome.Right ? KernelOutcome.Wrong : KernelOutcome.Right },
            row with { XnnPack = row.XnnPack == KernelOutcome.Aborts ? KernelOutcome.RefusedAtInvoke : KernelOutcome.Aborts },
            row with { IsTaken = !row.IsTaken },
        }).ToArray();
        changed.Length.ShouldBeGreaterThanOrEqualTo(12);

        var found = await TableCheck.ContradictionsAsync(changed, runner, Seed, TestContext.Current.CancellationToken);

        found.Count.ShouldBe(changed.Length);
    }

    [Fact]
    public async Task Row_ThatNoCaseTriesIsFound()
    {
        using var runner = Runner("tflite");
        var row = KernelRow.Parse("ABS\t1\tcomplex64>complex64\tright\tright\tleft");

        (await TableCheck.ContradictionsAsync([row], runner, Seed, TestContext.Current.CancellationToken)).Count.ShouldBe(1);
    }

    /// <summary>A case that is added, or renamed, needs the table to be made again.</summary>
    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Table_HasEveryCaseInEveryVersion(string runtime)
    {
        var missing = from kernel in KernelCases.All
                      from version in TableMaker.Versions(kernel.Name)
                      where KernelTable.Of(runtime).Find(kernel.Name, version, kernel.Form) is null
                      select $"{kernel} version {version}";

        missing.ShouldBeEmpty(
            $"make the table again: dotnet run -c Release --project eng/kernels/Sartor.Kernels -- write --runtime {runtime}");
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Row_ReadsBackAsItIsWritten(string runtime) =>
        KernelTable.Of(runtime).Rows.Select(r => KernelRow.Parse(r.ToString())).ShouldBe(KernelTable.Of(runtime).Rows);

    /// <summary>An operator that gets a binding gets cases.</summary>
    [Fact]
    public void Cases_CoverEveryOperatorThatIsRead()
    {
        // DENSIFY is gone after reading: sparse constants are made dense. How many boxes a detector leaves depends on values, and so do the
        // rows that a kernel fills: NonMaxSuppressionTests and DetectionPostProcessTests compare those with the runtime.
        var read = typeof(BindingTable).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(OperatorBinding)) && !t.IsAbstract)
            .Select(t => (OperatorBinding)Activator.CreateInstance(t, nonPublic: true)!).Where(b => b.Format == "tflite")
            .SelectMany(b => b.Types).Except(["DENSIFY", "NON_MAX_SUPPRESSION_V4", "custom.TFLite_Detection_PostProcess"]);

        read.Except(KernelCases.All.Select(c => c.Operator)).ShouldBeEmpty();
    }

    /// <summary>What public reports say of runtime 2.9, each found by another than this program.</summary>
    [Theory]
    [InlineData("FULLY_CONNECTED", 4, "int8/t,int8/c,int32>int8/t", "wrong")]
    [InlineData("FULLY_CONNECTED", 4, "int8/t,int32>int8/t", "right")]
    [InlineData("CONV_2D", 3, "int8/t,int8/c,int32>int8/t", "right")]
    [InlineData("RELU", 1, "int32>int32", "invoke")]
    [InlineData("DIV", 1, "int64>int64", "invoke")]
    [InlineData("POW", 1, "int64>int64", "load")]
    [InlineData("ABS", 1, "float32>float32", "right")]
    [InlineData("ABS", 5, "int32>int32", "load")]
    public void Row_IsAsReported(string name, long version, string form, string outcome) =>
        KernelTable.Shipped.Find(name, version, form)!.ToString().Split('\t')[3].ShouldBe(outcome);

    /// <summary>What only the newer runtime computes.</summary>
    [Theory]
    [InlineData("CONV_2D:grouped", 1, "float32>float32")]
    [InlineData("RELU_0_TO_1", 1, "float32>float32")]
    [InlineData("FULLY_CONNECTED", 12, "int8/t,int8/c,int32>int8/t")]
    [InlineData("FULLY_CONNECTED", 12, "float32,int8/c,float32>float32")]
    public void Row_OfLiteRtIsRightWhereThatOf29IsNot(string name, long version, string form)
    {
        KernelTable.Of("litert").Find(name, version, form)!.Worst.ShouldBe(KernelOutcome.Right);
        KernelRow.IsUsable(KernelTable.Shipped.Find(name, version, form)!.Worst).ShouldBeFalse();
    }

    private static KernelRunner Runner(string runtime)
    {
        var found = KernelRuntime.Find(runtime).ShouldNotBeNull();
        if (found.Problem is { } problem) Assert.Skip(problem);
        return new KernelRunner(found);
    }
}
