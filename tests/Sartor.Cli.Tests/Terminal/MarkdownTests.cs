using Sartor.Cli.Terminal;
using Spectre.Console;

namespace Sartor.Cli.Tests.Terminal;

public sealed class MarkdownTests
{
    [Fact]
    public void Table_KeepsItsCellsWhateverNamesHold()
    {
        var table = new TextTable("Name", ">Value");
        table.Row("a|b *c* `d`\nsecond", "1");

        Markdown.Of(table).ShouldBe(
            """
            | Name | Value |
            |---|---:|
            | a\|b \*c\* \`d\`?second | 1 |

            """);
    }

    [Fact]
    public void PairsAndText_AreAListAndBold()
    {
        Markdown.Of(Tables.Pairs([("Model", "x_y"), ("Empty", null)])).ShouldBe("- **Model**: x\\_y\n");
        Markdown.Of(new Text("Passed\n", new Style(Color.Green))).ShouldBe("**Passed**\n");
    }
}
