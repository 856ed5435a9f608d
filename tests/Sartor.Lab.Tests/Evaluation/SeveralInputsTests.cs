using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Tests.Evaluation;

/// <summary>Each input is fed what bears its name, whatever else there is.</summary>
public sealed class SeveralInputsTests : IDisposable
{
    private static readonly float[] s_z = SmallNetworks.Values(12, 1), s_a = SmallNetworks.Values(12, 2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Data => Path.Combine(_folder.Path, "data");

    private string Model(byte[] bytes)
    {
        var path = Path.Combine(_folder.Path, "model.onnx");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private string Place(string name)
    {
        Directory.CreateDirectory(Data);
        return Path.Combine(Data, name);
    }

    private EvaluationInputs Open(byte[] model, string? data = null, params (string Name, Shape Shape)[] shapes) => EvaluationInputs.Open(
        new InputOptions
        {
            ModelPath = Model(model),
            DataPath = data ?? Data,
            InputShapes = shapes.ToDictionary(shape => shape.Name, shape => shape.Shape),
        });

    // Both arrays fit both inputs: taken by their order, in any order of files or names, one of the forms would exchange them.
    [Theory]
    [InlineData("folder")]
    [InlineData("yaml")]
    [InlineData("yaml, exchanged")]
    public void ArraysOfOneShape_AreFedByName(string form)
    {
        var (first, second) = form == "yaml, exchanged" ? ("a.npy", "z.npy") : ("z.npy", "a.npy");
        NpyFile.Write(Place(first), [4, 3], s_z);
        NpyFile.Write(Place(second), [4, 3], s_a);
        if (form != "folder") File.WriteAllText(Place("dataset.yaml"), $"inputs:\n  a: {second}\n  z: {first}\n");
        using var inputs = Open(SmallNetworks.Difference(1, 3));

        var outputs = Outputs(inputs);

        for (var i = 0; i < 4; i++)
            outputs[i].ShouldBe([.. Enumerable.Range(0, 3).Select(k => Math.Max(0, s_z[(3 * i) + k]) - (2 * s_a[(3 * i) + k]))], 1e-6);
        inputs.Describe().Preprocess.ShouldBe(new Dictionary<string, string> { ["z"] = "values unchanged", ["a"] = "values unchanged" });
        inputs.Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void ArraysWithOtherNames_AreFedByTypeAndShapeWhereThatLeavesOneWay()
    {
        NpyFile.Write(Place("arr_0.npy"), "<f4", [5, 4], SmallNetworks.Values(20, 4));
        NpyFile.Write(Place("arr_1.npy"), "|b1", [5, 6], Enumerable.Repeat(true, 30).ToArray());
        NpyFile.Write(Place("arr_2.npy"), "<i4", [5, 6], Enumerable.Range(0, 30).Select(i => i % 20).ToArray());
        using var inputs = Open(SmallNetworks.Texts());

        var fed = inputs.Read(inputs.Runs(["2"]).Single());

        fed.Select(tensor => tensor.Element).ShouldBe([ElementType.Int64, ElementType.Bool, ElementType.Float32]);
        fed[0].ToInt64s().ShouldBe([12, 13, 14, 15, 16, 17]);
        inputs.Diagnostics.ShouldHaveSingleItem().Message
            .ShouldContain("'arr_2' is fed to 'ids', 'arr_1' is fed to 'mask', 'arr_0' is fed to 'weight'");
    }

    // The ranges of seeded inputs are those of each input's own samples.
    [Fact]
    public void SeededInputs_LieInTheRangeOfTheirOwnInput()
    {
        NpyFile.Write(Place("z.npy"), [4, 3], [.. s_z.Select(v => v + 100)]);
        NpyFile.Write(Place("a.npy"), [4, 3], s_a);
        using var inputs = Open(SmallNetworks.Difference(1, 3));
        using var references = References(inputs, [.. inputs.AllIds]);
        var random = references.Seeded[0].Samples.ToArray();
        random.ShouldNotBeEmpty();
        random.ShouldAllBe(run => run.Inputs[0].ToSingles().All(v => v >= 99) && run.Inputs[1].ToSingles().All(v => Math.Abs(v) <= 1));
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "z", "data: has no array for the input 'a' of the model; add 'a.npy'" },
        { "z a b", "belongs to no input: the model has no input 'b', its inputs are 'z', 'a'; rename the array" },
        { "z b", "belongs to no input: the model has no input 'b'" },
        {
            "b",
            "has 1 array ('b') for the 2 inputs of the model, 'z', 'a'; give one array for each input, named after it, and name labels "
            + "'labels' or 'targets'"
        },
        { "b c", "none of which has the name of an input ('z', 'a'), and their types and shapes leave open which belongs to which" },
        { "b c:[4,5]", "and their types and shapes do not fit; name each array after its input" },
        { "z a:[4,5]", "a.npy: sample 0: has the shape [5], but the input 'a' of the model takes [1,3]; the first axis of an array" },
        { "z:[4,1,3] a:[4,3,1]", "" },
        { "z a:[5,3]", "z.npy: has 4 samples, but " },
        { "yaml b", "belongs to no input: the model has no input 'b'" },
        { "yaml z", "has no array for the input 'a' of the model; add 'a.npy', or name it under 'inputs:'" },
        { "table", "has values for one input, but the model has 2: 'z', 'a'; give a folder or an .npz with one array for each" },
        { "one", "has values for one input, but the model has 2" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void DataThatDoNotFit_AreRefusedInOneSentence(string files, string expected)
    {
        var path = Data;
        foreach (var file in files.Split(' ').Where(file => file is not ("yaml" or "table" or "one")))
        {
            var (name, shape) = file.Split(':') is [var n, var s] ? (n, s) : (file, "[4,3]");
            long[] extents = [.. shape.Trim('[', ']').Split(',').Select(long.Parse)];
            NpyFile.Write(Place($"{name}.npy"), extents, new float[extents.Aggregate((a, b) => a * b)]);
            if (files.StartsWith("yaml", StringComparison.Ordinal))
                File.WriteAllText(Place("dataset.yaml"), $"inputs:\n  {name}: {name}.npy\n");
        }
        if (files == "table") File.WriteAllText(path = Place("data.csv"), "a,b,c,label\n1,2,3,0\n4,5,6,1\n");
        if (files == "one") NpyFile.Write(path = Place("x.npy"), [4, 3], s_z);
        if (expected.Length == 0)
        {
            using var inputs = Open(SmallNetworks.Difference(1, 3), path);
            inputs.Data.Count.ShouldBe(4);
            return;
        }
        var error = Should.Throw<SartorException>(() => Open(SmallNetworks.Difference(1, 3), path).Dispose());
        error.ShouldBeOfType<DataSetException>();
        error.Message.ShouldContain(expected);
        (error.Message.Contains('\n'), error.Message.EndsWith('.')).ShouldBe((false, true));
    }

    [Fact]
    public void ValueThatTheInputCannotHold_NamesFileAndSample()
    {
        NpyFile.Write(Place("ids.npy"), "<f8", [2, 6], [0, 1, 2, 3, 4, 5, 6, 7.5, 8, 9, 10, 11]);
        NpyFile.Write(Place("mask.npy"), "<i8", [2, 6], Enumerable.Repeat(1L, 12).ToArray());
        NpyFile.Write(Place("weight.npy"), "<f8", [2, 4], new double[8]);
        using var inputs = Open(SmallNetworks.Texts());
        inputs.Read(inputs.Runs(["0"]).Single())[0].ToInt64s().ShouldBe([0, 1, 2, 3, 4, 5]);
        Should.Throw<DataSetException>(() => inputs.Read(inputs.Runs(["1"]).Single())).Message
            .ShouldContain("ids.npy: sample 1: has the value 7.5 as float64, and the model takes int64");
    }

    [Fact]
    public void InputsThatDoNotShareTheBatch_AreRefused()
    {
        var model = new OnnxBuilder().Input("x", ElementType.Float32, 4, 3).Input("scale", ElementType.Float32, 1, 3)
            .Node("Mul", ["x", "scale"], ["y"]).Output("y", ElementType.Float32, 4, 3).Build();
        NpyFile.Write(Place("x.npy"), [8, 3], new float[24]);
        NpyFile.Write(Place("scale.npy"), [8, 3], new float[24]);
        Should.Throw<UnsupportedModelException>(() => Open(model).Dispose()).Message.ShouldContain(
            "'scale': takes 1 of the samples in the data at a time, and 'x' 4; Sartor feeds batches only where all inputs share");
    }

    internal static SourceReferences References(EvaluationInputs inputs, IReadOnlyList<string> ids) => SourceReferences.Run(
        EnginePlan.OfThisHost([]), new WorkerSessions(new HostDevice(), CancellationToken.None), inputs, ids, [], 1, 1, null,
        TestContext.Current.CancellationToken);

    private static float[][] Outputs(EvaluationInputs inputs)
    {
        using var references = References(inputs, [.. inputs.AllIds]);
        return [.. references.HeldOut.SelectMany(run => run.PerSample()).Select(sample => sample.Outputs[0])];
    }
}
