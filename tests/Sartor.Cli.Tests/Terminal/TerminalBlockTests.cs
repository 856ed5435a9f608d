using Sartor.Cli.Terminal;

namespace Sartor.Cli.Tests.Terminal;

public sealed class TerminalBlockTests
{
    [Fact]
    public void Picture_IsDrawnInPlaceBelowWhatStays()
    {
        using var screen = new Screen(20, 10);
        screen.Write("$ sartor\n");
        var block = Block(screen);
        block.Draw(["one", "two", "three"]);
        block.Draw(["1", "2"]);
        block.Print("it rests");
        block.Draw(["uno", "due"]);
        screen.Shown.ShouldBe(["$ sartor", "it rests", "uno", "due"]);
        screen.Cursor.ShouldBe((4, 0), "what comes next begins below");
    }

    [Fact]
    public void Picture_IsTakenAwayWithoutATrace()
    {
        using var screen = new Screen(20, 10);
        screen.Write("$ sartor\n");
        var block = Block(screen);
        block.Draw(["one", "two"]);
        screen.Write("^C");
        block.Clear();
        block.Clear();
        screen.Write("Stopped.\n");
        screen.Shown.ShouldBe(["$ sartor", "Stopped."]);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(5)]
    [InlineData(2)]
    [InlineData(1)]
    public void Terminal_ThatBecomesNarrower_KeepsNoRestOfThePicture(int columns)
    {
        using var screen = new Screen(40, 100);
        screen.Write("before\n");
        var block = Block(screen);
        block.Draw(["a line of thirty characters, a", "short", "another of thirty characters !"]);
        screen.Resize(columns);
        block.Draw(["x", "y"]);
        block.Clear();
        string.Concat(screen.Shown).ShouldBe("before");
    }

    [Fact]
    public void Line_IsCutToTheTerminalInCells()
    {
        using var screen = new Screen(10, 10);
        var block = Block(screen);
        block.Draw(["abcdefghijklmnop", "漢字漢字漢字", "fits"]);
        screen.Shown.ShouldBe(["abcdefgh…", "漢字漢字…", "fits"]);
    }

    [Fact]
    public void Lines_ThatDoNotFit_LeaveTheFirstAndTheLast()
    {
        using var screen = new Screen(20, 5);
        var block = Block(screen);
        for (var i = 0; i < 3; i++) block.Draw(["1", "2", "3", "4", "5", "total"]);
        screen.Shown.ShouldBe(["1", "2", "… 3 more", "total"]);
    }

    [Fact]
    public void ControlCharacters_DoNotReachTheTerminal()
    {
        using var screen = new Screen(60, 10);
        var block = Block(screen);
        block.Draw(["evil\u001b[2J\r\n\u0007\u202Ename"]);
        block.Print("and\u001b]0;title\u0007\nlines");
        screen.Shown.ShouldBe(["and?]0;title??lines", "evil?[2J????name"]);
    }

    private static TerminalBlock Block(Screen screen) => new(screen, () => (screen.Columns, screen.Rows));
}
