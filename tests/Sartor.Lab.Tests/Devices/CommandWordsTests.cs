using Sartor.Core;
using Sartor.Lab.Devices;

namespace Sartor.Lab.Tests.Devices;

public sealed class CommandWordsTests
{
    [Theory]
    [InlineData("a b  c", "a|b|c")]
    [InlineData("  a\tb\n", "a|b")]
    [InlineData("a 'b c' d", "a|b c|d")]
    [InlineData("a \"b c\" d", "a|b c|d")]
    [InlineData("a '' b", "a||b")]
    [InlineData("a b'c'\"d\"e", "a|bcde")]
    [InlineData("a '\"' \"'\"", "a|\"|'")]
    [InlineData("a \"b\\\"c\\\\d\\e\"", "a|b\"c\\d\\e")]
    [InlineData("a 'b\\'", "a|b\\")]
    [InlineData("C:\\bin\\worker.exe $HOME * ; |", "C:\\bin\\worker.exe|$HOME|*|;|PIPE")]
    public void Split_DividesAsAPersonWrites(string command, string words) =>
        CommandWords.Split(command).ShouldBe(words.Split('|').Select(word => word == "PIPE" ? "|" : word));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("''")]
    [InlineData("a 'b")]
    [InlineData("a \"b")]
    [InlineData("a \"b\\\"")]
    public void Split_NoCommandOrAnOpenQuote_IsAnError(string command) =>
        Should.Throw<OptionException>(() => CommandWords.Split(command)).Message.ShouldStartWith("--device");

    [Theory]
    [InlineData("chromium 'a", "a quote (') of chromium 'a is not closed")]
    [InlineData(" ", "has no command")]
    public void Split_OfAnOption_SpeaksOfThatOption(string command, string problem)
    {
        var message = Should.Throw<OptionException>(() => CommandWords.Split(command, "--launch")).Message;
        message.ShouldStartWith($"--launch: {problem}");
        message.ShouldNotContain("exec:");
    }
}
