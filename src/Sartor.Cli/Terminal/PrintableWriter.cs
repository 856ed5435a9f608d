using System.Text;
using Sartor.Core;

namespace Sartor.Cli.Terminal;

/// <summary>Passes text on without control characters; tabs and line breaks stay.</summary>
internal sealed class PrintableWriter(TextWriter target) : TextWriter
{
    public override Encoding Encoding => target.Encoding;

    public override IFormatProvider FormatProvider => target.FormatProvider;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value) => target.Write(value is null ? null : PrintableText.OfLines(value));

    public override void WriteLine(string? value) => target.WriteLine(value is null ? null : PrintableText.OfLines(value));

    public override void Flush() => target.Flush();
}
