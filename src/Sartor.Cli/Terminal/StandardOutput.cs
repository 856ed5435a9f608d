using System.Text;
using Sartor.Core;

namespace Sartor.Cli.Terminal;

/// <summary>A writer that says what could not be written: standard output, where a shell sent it to a full disk or closed it.</summary>
internal sealed class StandardOutput(TextWriter writer) : TextWriter
{
    public override Encoding Encoding => writer.Encoding;

    public override void Write(char value) => Try(() => writer.Write(value));

    public override void Write(string? value) => Try(() => writer.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => writer.Write(buffer, index, count));

    public override void Flush() => Try(writer.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException e)
        {
            throw new OutputException("standard output", $"cannot be written ({IoReason.Of(e)}); free some space, or send it elsewhere", e);
        }
        catch (UnauthorizedAccessException e)
        {
            // .NET says so of a descriptor that is closed, and speaks of a path.
            throw new OutputException("standard output", "is closed, or not open for writing; send it to a file or a terminal", e);
        }
    }
}
