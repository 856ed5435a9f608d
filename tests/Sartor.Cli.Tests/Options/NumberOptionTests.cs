using System.CommandLine;

namespace Sartor.Cli.Tests.Options;

/// <summary>Every option of every verb that takes a number reads it in the same way.</summary>
public sealed class NumberOptionTests
{
    private static readonly Type[] s_numbers = [typeof(int), typeof(long), typeof(double), typeof(float), typeof(decimal), typeof(uint)];

    public static TheoryData<string, string> NumericOptions
    {
        get
        {
            var data = new TheoryData<string, string>();
            var context = new CliContext(TextWriter.Null, TextWriter.Null, IsTerminal: false, TimeProvider.System);
            foreach (var verb in CommandLine.Verbs.All)
            {
                var command = new Command(verb.Name);
                verb.Build(command, context);
                foreach (var option in command.Options.Where(IsNumeric)) data.Add(verb.Name, option.Name);
            }
            return data;
        }
    }

    [Fact]
    public void NumericOptions_AreFound() => NumericOptions.Select(row => row.Data.Item2).Distinct().Count().ShouldBeGreaterThan(15);

    [Theory]
    [MemberData(nameof(NumericOptions))]
    public void NumberOfAnotherCulture_IsRefusedByItsOption(string verb, string option)
    {
        foreach (var text in (string[])["1,5", "1.000.000", "NaN", "Infinity", "1e999", "1 000", "٣", "abc"])
        {
            CommandRun.Of(Words(verb, option, text)).ShouldBeRefused().ShouldStartWith($"{option}: '{text}'");
        }
    }

    private static bool IsNumeric(Option option) => s_numbers.Contains(Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType);

    private static string[] Words(string verb, string option, string text) => verb switch
    {
        "demo" => [verb, option, text],
        "compare" => [verb, "a.json", "b.json", option, text],
        _ => [verb, "a.onnx", "--data", "x", option, text],
    };
}
