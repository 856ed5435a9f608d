using Sartor.Core;
using Sartor.Data;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Tests.Evaluation;

public sealed class LabelTrialTests
{
    private static readonly LabelAlignment Open = new(0, null) { IsOpen = true };

    private static (int Class, int Label)[] Answers(int atZero, int atOne, int neither) =>
        [.. Enumerable.Repeat((3, 3), atZero), .. Enumerable.Repeat((4, 3), atOne), .. Enumerable.Repeat((9, 3), neither)];

    [Theory]
    [InlineData(40, 2, 0)]
    [InlineData(2, 40, 1)]
    // Six of six: 2 · 2⁻⁶ is below 5 %.
    [InlineData(6, 0, 0)]
    [InlineData(0, 6, 1)]
    public void Numbering_by_which_the_source_is_right_is_taken_and_said(int atZero, int atOne, int expected)
    {
        var found = LabelTrial.Decide(Open with { NeedsEvidence = true }, "data", Answers(atZero, atOne, 5));
        found.Offset.ShouldBe(expected);
        found.IsOpen.ShouldBeFalse();
        var note = found.Diagnostic.ShouldNotBeNull();
        note.Code.ShouldBe("assumed-label-offset");
        note.Message.ShouldContain($"label 0 is assumed to be output {expected}");
        note.Message.ShouldContain($"right on {Math.Max(atZero, atOne)} of {atZero + atOne + 5}");
        note.Message.ShouldContain($"'label_offset: {1 - expected}'");
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 0)]
    [InlineData(20, 20)]
    [InlineData(14, 20)]
    public void Numbering_that_no_answer_tells_is_refused(int atZero, int atOne)
    {
        var message = Should.Throw<DataSetException>(() => LabelTrial.Decide(Open with { NeedsEvidence = true }, "data",
            Answers(atZero, atOne, 5))).Message;
        message.ShouldStartWith("data: ");
        message.ShouldContain("label_offset: 0");
        message.ShouldContain("label_offset: 1");
    }

    // Nothing but the answers speaks for a background class: 8 of 8 have a chance of 2 · 2⁻⁸, 11 of 11 one of 2 · 2⁻¹¹.
    [Theory]
    [InlineData(30, 1, 0)]
    [InlineData(0, 0, 0)]
    [InlineData(20, 20, 0)]
    [InlineData(0, 8, 0)]
    [InlineData(0, 11, 1)]
    public void Labels_count_from_output_0_unless_the_answers_are_strongly_against_it(int atZero, int atOne, int expected)
    {
        var found = LabelTrial.Decide(Open, "data", Answers(atZero, atOne, 5));
        found.Offset.ShouldBe(expected);
        (found.Diagnostic is not null).ShouldBe(expected == 1);
    }

    [Fact]
    public void Stated_numbering_stays_whatever_the_answers()
    {
        var stated = new LabelAlignment(0, null);
        LabelTrial.Decide(stated, "data", Answers(0, 100, 0)).ShouldBe(stated);
    }

    [Fact]
    public void Nothing_labelled_decides_nothing() => LabelTrial.Decide(Open with { NeedsEvidence = true }, "data", []).Offset.ShouldBe(0);
}
