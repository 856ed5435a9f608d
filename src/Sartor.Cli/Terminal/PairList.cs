using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sartor.Cli.Terminal;

/// <summary>Names with values, one a line.</summary>
internal sealed class PairList(IReadOnlyList<(string Name, string Value)> pairs) : IRenderable
{
    public IReadOnlyList<(string Name, string Value)> Pairs => pairs;

    public Measurement Measure(RenderOptions options, int maxWidth) => ((IRenderable)Grid()).Measure(options, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => ((IRenderable)Grid()).Render(options, maxWidth);

    private Grid Grid()
    {
        var grid = new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(2, 0, 2, 0) })
            .AddColumn(new GridColumn { Padding = new Padding(0) });
        foreach (var (name, value) in pairs) grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));
        return grid;
    }
}
