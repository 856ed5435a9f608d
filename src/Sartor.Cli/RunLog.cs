using System.Globalization;
using System.Text;
using Sartor.Core;

namespace Sartor.Cli;

/// <summary>
/// The file of <c>--log</c>: lines with the time in UTC, added to what is there. It grows to <see cref="MaxBytes"/> and no further. What
/// cannot be written any more, because a disk is full, is left out: a log does not end the work that it speaks of.
/// </summary>
internal sealed class RunLog : IDisposable
{
    /// <summary>Size after which nothing is added: 16 MiB.</summary>
    public const long MaxBytes = 16L << 20;

    private readonly Lock _lock = new();
    private readonly StreamWriter _writer;
    private readonly TimeProvider _time;
    private long _written;
    private bool _isFull;

    private RunLog(StreamWriter writer, long length, TimeProvider time)
    {
        (_writer, _written, _time) = (writer, length, time);
    }

    /// <exception cref="OptionException">The file cannot be written.</exception>
    public static RunLog Open(string path, TimeProvider time)
    {
        try
        {
            if (SpecialFile.IsAt(path)) throw new OptionException("--log", $"{path} {SpecialFile.Problem}; give a file");
            var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            return new RunLog(new StreamWriter(stream) { AutoFlush = true }, stream.Length, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new OptionException("--log", $"{path} cannot be written ({IoReason.Of(e)}); give another file");
        }
    }

    /// <summary>Adds a line; control characters of names are left out.</summary>
    public void Write(string text)
    {
        var time = _time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        lock (_lock)
        {
            if (_isFull) return;
            var line = $"{time} {PrintableText.OfLine(text)}";
            _written += Encoding.UTF8.GetByteCount(line) + 1;
            _isFull = _written > MaxBytes;
            try
            {
                _writer.WriteLine(_isFull ? $"{time} The log is full." : line);
            }
            catch (IOException)
            {
                _isFull = true;
            }
        }
    }

    public void Dispose()
    {
        try
        {
            _writer.Dispose();
        }
        catch (IOException)
        {
            // What it could not write before, it cannot write now.
        }
    }
}
