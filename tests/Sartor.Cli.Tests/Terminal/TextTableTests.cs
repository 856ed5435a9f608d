using Sartor.Cli.Terminal;
using Spectre.Console;

namespace Sartor.Cli.Tests.Terminal;

public sealed class TextTableTests
{
    private static readonly string[] s_numbers = ["1.23 ms [1.20 ms, 1.25 ms]", "26.5 kB", "20,000", "94.2 % [92.1, 95.9]"];

    private static TextTable Table()
    {
        var table = new TextTable("Engine", ">Median [95 % interval]", ">Size", ">Outliers", ">Accuracy [95 % interval]", "Flags")
            .Dispensing("Size", "Outliers");
        table.Row("onnxruntime/xnnpack", s_numbers[0], s_numbers[1], s_numbers[2], s_numbers[3], "noisy, drifting, [bold] bimodal");
        return table;
    }

    private static string[] Lines(TextTable table, int width)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
            });
        console.Profile.Width = width;
        console.Write(table);
        return writer.ToString().Split('\n');
    }

    [Fact]
    public void LineBreakInAName_MakesNoRow()
    {
        var table = new TextTable("Tensor", ">Size");
        table.Row("a\n\u001b[31mb\u202Ec", "1");
        Lines(table, 80).Count(line => line.Contains('a') || line.Contains('b')).ShouldBe(1);
        table.Rows[0][0].ShouldBe("a??[31mb?c");
    }

    [Theory]
    [InlineData(70, 2)]
    [InlineData(80, 2)]
    [InlineData(130, 3)]
    [InlineData(200, 4)]
    public void Number_IsWholeOrLeftOut(int width, int least)
    {
        var lines = Lines(Table(), width);

        lines.ShouldAllBe(line => line.TrimEnd().Length <= width);
        s_numbers.Count(number => lines.Any(line => line.Contains(number, StringComparison.Ordinal))).ShouldBeGreaterThanOrEqualTo(least);
        var text = string.Join('\n', lines);
        text.Contains("Size", StringComparison.Ordinal).ShouldBe(text.Contains(s_numbers[1], StringComparison.Ordinal));
        text.ShouldContain(s_numbers[0]);
        text.ShouldContain(s_numbers[3]);
    }

    [Fact]
    public void WideTerminal_HasOneLineARow() =>
        Lines(Table(), 200).Count(line => line.Contains("noisy, drifting, [bold] bimodal", StringComparison.Ordinal)).ShouldBe(1);

    [Fact]
    public void Pipe_GetsEveryColumn()
    {
        using var output = new StringWriter();
        var table = new TextTable("File", ">Size").Dispensing("Size");
        table.Row(new string('x', 500), "26.5 kB");
        new CliContext(output, TextWriter.Null, IsTerminal: false, TimeProvider.System).Show(table);

        output.ToString().ShouldContain(new string('x', 500) + "   26.5 kB");
    }

    [Fact]
    public void FullDisk_IsNamedAsStandardOutput()
    {
        using var output = new StandardOutput(new FailingWriter(new IOException("No space left on device")));
        Should.Throw<Core.OutputException>(() => output.WriteLine("text")).Message.ShouldStartWith(
            "standard output: cannot be written (No space left on device);");
    }

    // What .NET throws where a shell closed standard output (`>&-`).
    [Fact]
    public void ClosedOutput_IsNamedAsStandardOutput()
    {
        using var output = new StandardOutput(new FailingWriter(new UnauthorizedAccessException("Access to the path is denied.")));
        Should.Throw<Core.OutputException>(() => output.WriteLine("text"))
            .Message.ShouldBe("standard output: is closed, or not open for writing; send it to a file or a terminal.");
    }

    private sealed class FailingWriter(Exception reason) : StringWriter
    {
        public override void Write(string? value) => throw reason;

        public override void Write(char value) => throw reason;

        public override void Write(char[] buffer, int index, int count) => throw reason;
    }
}
