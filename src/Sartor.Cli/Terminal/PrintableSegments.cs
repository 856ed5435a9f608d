using Sartor.Core;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sartor.Cli.Terminal;

/// <summary>
/// Takes control characters out of what is rendered: only the escape sequences of the renderer itself reach the terminal.
/// </summary>
internal sealed class PrintableSegments : IRenderHook
{
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(r => new Printable(r));

    private sealed class Printable(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth).Select(s =>
            s.IsControlCode || s.IsLineBreak ? s : new Segment(PrintableText.OfLines(s.Text), s.Style));
    }
}
