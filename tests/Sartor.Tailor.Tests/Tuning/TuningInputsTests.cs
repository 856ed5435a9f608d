using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Tailor.Tuning;

namespace Sartor.Tailor.Tests.Tuning;

/// <summary>Networks and data that do not fit a tuning are refused, or something is said.</summary>
public sealed class TuningInputsTests : IDisposable
{
    private readonly TuningSample _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void Labels_HaveToBeThere()
    {
        var data = _sample.Data("data", 40);
        File.Delete(Path.Combine(data, "labels.npy"));

        Refusal(data).ShouldContain("has no labels, and tuning needs the class of each image; give them with --labels");
    }

    [Fact]
    public void Labels_HaveToBeAmongTheOutputs()
    {
        var data = _sample.Data("data", 40);
        NpyFile.Write(Path.Combine(data, "labels.npy"), "<i8", [40], [.. Enumerable.Range(0, 40).Select(i => (long)i % 5)]);

        Refusal(data).ShouldContain("has the label 4 but the model has only 4 outputs");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Normalizations_AreMissedWhereTheyWereFolded(bool hasNormalizations)
    {
        using var sample = new TuningSample(hasNormalizations);

        using var inputs = TuningInputs.Open(sample.Options(sample.Data("data", 40)));

        inputs.Diagnostics.Any(note => note.Code == "no-batch-normalization").ShouldBe(!hasNormalizations);
        inputs.Diagnostics.ShouldNotContain(note => note.Code == "labels-unused");
    }

    [Theory]
    [InlineData(0.0, "epochs", "must be above 0")]
    [InlineData(-1.0, "batch", "must be between 2")]
    [InlineData(7.0, "batch", "is 7, which 2 processes cannot share equally; choose a multiple")]
    [InlineData(2.0, "hold-out", "must be above 0 and below 1")]
    public void Options_AreChecked(double value, string option, string problem)
    {
        var given = _sample.Options("data");
        given = option switch
        {
            "epochs" => given with { Epochs = value },
            "batch" => given with { Batch = (int)value },
            _ => given with { HoldOut = value },
        };

        var refusal = Should.Throw<OptionException>(given.Check);

        refusal.Option.ShouldBe(option);
        refusal.Problem.ShouldContain(problem);
    }

    [Fact]
    public void LineOfAProgram_IsBounded()
    {
        using var reader = new StringReader($"first\n{new string('x', 100_000)}\r\nlast");

        BoundedLines.Of(reader).ShouldBe(["first", new string('x', BoundedLines.Longest), "last"]);
    }

    private string Refusal(string data) =>
        Should.Throw<DataSetException>(() => TuningInputs.Open(_sample.Options(data)).Dispose()).Message;
}
