using System.Text;

namespace Sartor.Cli.Display;

/// <summary>Gives whole lines to somebody.</summary>
internal sealed class LineWriter(Action<string> write) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value) => write(value ?? "");
}
