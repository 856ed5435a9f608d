namespace Sartor.Core.Tests;

public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("plain ünï 中", "plain ünï 中", "plain ünï 中")]
    [InlineData("a\u001b[31mb", "a?[31mb", "a?[31mb")]
    [InlineData("a\u009b2J\u007f\0", "a?2J??", "a?2J??")]
    [InlineData("a\r\n\tb", "a???b", "a\r\n\tb")]
    [InlineData("a\u202Egpj.exe\u2028b\u2066\u200F", "a?gpj.exe?b??", "a?gpj.exe?b??")]
    public void ControlCharacters_BecomeQuestionMarks(string text, string line, string lines)
    {
        PrintableText.OfLine(text).ShouldBe(line);
        PrintableText.OfLines(text).ShouldBe(lines);
    }
}
