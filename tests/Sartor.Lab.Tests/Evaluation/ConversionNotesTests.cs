using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Evaluation;

public sealed class ConversionNotesTests
{
    private static readonly Diagnostic[] s_diagnostics =
    [
        Diagnostic.Note("folded", "19 nodes were folded."), Diagnostic.Note("int8-range", "node 'a' is lost."),
        Diagnostic.Note("int8-range", "node 'b' is lost."), Diagnostic.Warning("float16-range", "'w' stays float32."),
    ];

    [Theory]
    [InlineData(GateCode.SpreadError, false, null, 2)]
    [InlineData(GateCode.DeadSlice, false, null, 2)]
    [InlineData(GateCode.ScoreLoss, false, null, 2)]
    [InlineData(GateCode.NotFinite, false, null, 2)]
    // It passed, so there is nothing to explain.
    [InlineData(GateCode.SpreadError, true, null, 0)]
    // The float32 form has none of this arithmetic.
    [InlineData(GateCode.RelativeError, false, "float32", 0)]
    // These say nothing of numbers.
    [InlineData(GateCode.NotRun, false, null, 0)]
    [InlineData(GateCode.StoredParameters, false, null, 0)]
    [InlineData(GateCode.SourceConstant, false, null, 0)]
    public void Check_NamesNotesWhereArithmeticExplainsIt(string code, bool passed, string? form, int notes)
    {
        var check = Apply(new GateCheck { Code = code, Passed = passed, Form = form }, s_diagnostics);

        check.Notes.Count.ShouldBe(notes);
        if (notes == 0) return;
        (check.Notes[0].Code, check.Notes[0].Count, check.Notes[0].First).ShouldBe(("int8-range", 2, "node 'a' is lost."));
        check.Notes[1].Code.ShouldBe("float16-range");
    }

    [Fact]
    public void Conversion_WithoutSuchNotes_ChangesNothing() =>
        Apply(new GateCheck { Code = GateCode.SpreadError, Passed = false }, s_diagnostics[..1]).Notes.ShouldBeEmpty();

    [Fact]
    public void OneNote_IsEnough() => Apply(new GateCheck { Code = GateCode.SpreadError, Passed = false }, s_diagnostics[..2])
        .Notes.Select(note => note.Code).ShouldBe(["int8-range"]);

    private static GateCheck Apply(GateCheck check, Diagnostic[] diagnostics) => ConversionNotes.Apply(
        [new Verdict { Target = new EngineTarget("tflite", "builtin"), Parity = [], Scores = [], Gate = Gate.Of([check]) }], diagnostics)[0]
        .Gate.Checks[0];
}
