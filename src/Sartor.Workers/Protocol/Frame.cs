using System.Globalization;
using System.Text;

namespace Sartor.Workers.Protocol;

/// <summary>One message of the worker protocol: a type, fields by name, and raw bytes.</summary>
internal sealed class Frame
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    public Frame(string type) => Type = type;

    public string Type { get; }

    public ReadOnlyMemory<byte> Payload { get; set; }

    /// <summary>Sets a field; a null value leaves it out.</summary>
    public Frame With(string name, string? value)
    {
        if (value is null) return this;
        _fields.Add(name, value);
        _order.Add(name);
        return this;
    }

    public Frame With(string name, long? value) => With(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>The same message with one more field.</summary>
    public Frame CopyWith(string name, long value)
    {
        var copy = new Frame(Type) { Payload = Payload };
        foreach (var field in _order) copy.With(field, _fields[field]);
        return copy.With(name, value);
    }

    /// <summary>The field's value, or null where it is missing.</summary>
    public string? Find(string name) => _fields.GetValueOrDefault(name);

    /// <exception cref="InvalidDataException">The field is missing.</exception>
    public string Get(string name) => Find(name) ?? throw new InvalidDataException($"the field '{name}' of a '{Type}' message is missing");

    /// <exception cref="InvalidDataException">The field is missing, no number, or out of range.</exception>
    public long GetNumber(string name, long min, long max) =>
        FindNumber(name, min, max) ?? throw new InvalidDataException($"the field '{name}' of a '{Type}' message is missing");

    /// <summary>The number, or null where the field is missing.</summary>
    /// <exception cref="InvalidDataException">The field is no number or out of range.</exception>
    public long? FindNumber(string name, long min, long max)
    {
        if (Find(name) is not { } text) return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max
            ? value
            : throw new InvalidDataException($"the field '{name}' of a '{Type}' message is '{text}', not a number from {min} to {max}");
    }

    /// <summary>The header as it goes over the wire.</summary>
    public byte[] EncodeHeader()
    {
        var text = new StringBuilder().Append("type=").Append(Type).Append('\n');
        foreach (var name in _order) text.Append(name).Append('=').Append(Escape(_fields[name])).Append('\n');
        return Utf8.GetBytes(text.ToString());
    }

    /// <exception cref="InvalidDataException">The bytes are no header.</exception>
    public static Frame DecodeHeader(ReadOnlySpan<byte> header)
    {
        string text;
        try
        {
            text = Utf8.GetString(header);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException("a header is not UTF-8", e);
        }
        Frame? frame = null;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw new InvalidDataException("a line of a header is not key=value");
            var (name, value) = (line[..equals], Unescape(line[(equals + 1)..]));
            if (frame is null)
            {
                if (name != "type") throw new InvalidDataException("a header does not begin with its type");
                frame = new Frame(value);
            }
            else if (!frame._fields.TryAdd(name, value)) throw new InvalidDataException($"the field '{name}' is given twice");
            else frame._order.Add(name);
        }
        return frame ?? throw new InvalidDataException("a header is empty");
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal)) return value;
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\') text.Append(value[i]);
            else if (++i < value.Length && value[i] is 'n' or '\\') text.Append(value[i] == 'n' ? '\n' : '\\');
            else throw new InvalidDataException("a value of a header ends in, or contains, an unknown escape");
        }
        return text.ToString();
    }
}
