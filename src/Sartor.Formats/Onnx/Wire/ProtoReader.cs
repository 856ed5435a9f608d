using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Sartor.Core;

namespace Sartor.Formats.Onnx.Wire;

/// <summary>
/// Walks the fields of one protobuf message in a file. Nothing is copied; every length is checked against what is left of the
/// message; strings and bytes are ranges until someone asks for them.
/// </summary>
internal ref struct ProtoReader
{
    /// <summary>Deeper nesting is refused; models need about a dozen.</summary>
    private const int DeepestNesting = 64;

    /// <summary>Bytes of the longest varint; fixed numbers are shorter.</summary>
    private const int LongestField = 10;

    private readonly SlicedFile _file;
    private readonly long _end;
    private readonly int _depth;
    private ReadOnlySpan<byte> _window;
    private long _windowStart;
    private long _position;
    private WireType _type;

    /// <summary>A message that is the whole file.</summary>
    public ProtoReader(SlicedFile file) : this(file, new ByteRange(0, file.Length))
    {
    }

    /// <summary>A message in a range of a file.</summary>
    public ProtoReader(SlicedFile file, ByteRange range)
    {
        _file = file;
        _position = range.Start;
        _end = range.End;
    }

    private ProtoReader(scoped in ProtoReader parent, ByteRange range, ReadOnlySpan<byte> window)
    {
        _file = parent._file;
        _position = range.Start;
        _end = range.End;
        _depth = parent._depth + 1;
        _window = window;
        _windowStart = parent._windowStart;
        if (_depth > DeepestNesting) Fail($"messages are nested more than {DeepestNesting} deep; the file is crafted to exhaust the stack");
    }

    /// <summary>Number of the field that <see cref="Next"/> found.</summary>
    public int Field { get; private set; }

    /// <summary>How that field is stored.</summary>
    public readonly WireType Type => _type;

    /// <summary>Offset in the file.</summary>
    public readonly long Position => _position;

    /// <summary>Bytes of the message that are still to come.</summary>
    public readonly long Left => _end - _position;

    /// <summary>Goes to the next field; false at the end of the message.</summary>
    /// <exception cref="ModelFormatException">The field's tag is damaged.</exception>
    public bool Next()
    {
        if (_position == _end) return false;
        var tag = Raw();
        if (tag > uint.MaxValue || tag >> 3 == 0) Fail("field number 0 or out of range");
        Field = (int)(tag >> 3);
        _type = (WireType)(tag & 7);
        if (_type is WireType.StartGroup or WireType.EndGroup || _type > WireType.Fixed32)
            Fail($"field {Field} has wire type {(int)_type}, which no model has");
        return true;
    }

    /// <summary>Passes over the field's value.</summary>
    public void Skip()
    {
        switch (_type)
        {
            case WireType.Varint:
                Raw();
                break;
            case WireType.LengthDelimited:
                Range();
                break;
            default:
                Fixed(_type == WireType.Fixed32 ? 4 : 8);
                break;
        }
    }

    /// <summary>A varint as a signed number.</summary>
    public long Int64()
    {
        Expect(WireType.Varint);
        return unchecked((long)Raw());
    }

    /// <summary>A 32-bit float.</summary>
    public float Single()
    {
        Expect(WireType.Fixed32);
        return BinaryPrimitives.ReadSingleLittleEndian(Fixed(4));
    }

    /// <summary>A nested message, bytes or text, where they lie.</summary>
    public ByteRange Bytes()
    {
        Expect(WireType.LengthDelimited);
        return Range();
    }

    /// <summary>A reader of a nested message.</summary>
    public ProtoReader Message()
    {
        var range = Bytes();
        return new ProtoReader(in this, range, _window);
    }

    /// <summary>UTF-8 text; invalid bytes become U+FFFD.</summary>
    /// <param name="budget">Is charged with the string.</param>
    public string Text(AllocationBudget budget)
    {
        var range = Bytes();
        budget.Charge((2 * range.Length) + 32);
        if (range.Length > 1 << 24) Fail($"a string of {range.Length} bytes");
        return range.Length == 0 ? "" : Encoding.UTF8.GetString(_file.Peek(range.Start, (int)range.Length)[..(int)range.Length]);
    }

    /// <summary>Adds the numbers of a field that may be packed or not.</summary>
    public void Int64s(List<long> values, AllocationBudget budget)
    {
        if (_type == WireType.LengthDelimited)
        {
            var packed = new ProtoReader(in this, Range(), _window);
            while (packed._position < packed._end) Add(values, unchecked((long)packed.Raw()), budget);
        }
        else
        {
            Add(values, Int64(), budget);
        }
    }

    /// <summary>Adds the floats of a field that may be packed or not.</summary>
    public void Singles(List<float> values, AllocationBudget budget)
    {
        if (_type == WireType.LengthDelimited)
        {
            var packed = new ProtoReader(in this, Range(), _window);
            while (packed._position < packed._end) Add(values, BinaryPrimitives.ReadSingleLittleEndian(packed.Fixed(4)), budget);
        }
        else
        {
            Add(values, Single(), budget);
        }
    }

    /// <summary>True while packed numbers are left; for a reader that was made over a packed field's range.</summary>
    public readonly bool HasPacked => _position < _end;

    /// <summary>One number of a packed field.</summary>
    public ulong PackedVarint() => Raw();

    /// <summary>Reports damage at the place where the reader is.</summary>
    /// <exception cref="ModelFormatException">Always.</exception>
    [DoesNotReturn]
    public readonly void Fail(string problem) =>
        throw new ModelFormatException(
            _file.Path, $"byte {_position}", $"{problem}; the file is damaged or of another format, get it again");

    // A list doubles as it grows, so an element costs up to three times its size.
    private static void Add<T>(List<T> values, T value, AllocationBudget budget)
    {
        budget.Charge(24);
        values.Add(value);
    }

    private readonly void Expect(WireType type)
    {
        if (_type != type) Fail($"field {Field} has wire type {(int)_type}, expected {(int)type}");
    }

    private ByteRange Range()
    {
        var length = Raw();
        if (length > (ulong)(_end - _position)) Fail($"field {Field} is {length} bytes long, of which {_end - _position} are left");
        var range = new ByteRange(_position, _position + (long)length);
        _position = range.End;
        return range;
    }

    private ulong Raw()
    {
        if (_position - _windowStart > _window.Length - LongestField) Slide();
        var bytes = _window[(int)(_position - _windowStart)..];
        var available = (int)Math.Min(bytes.Length, _end - _position);
        ulong value = 0;
        for (var i = 0; i < 10 && i < available; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] >= 0x80) continue;
            if (i == 9 && bytes[i] > 1) Fail("a varint does not fit 64 bits");
            _position += i + 1;
            return value;
        }
        Fail(available >= 10 ? "a varint is longer than 10 bytes" : "the file ends inside a varint");
        return 0;
    }

    private ReadOnlySpan<byte> Fixed(int length)
    {
        if (_end - _position < length) Fail($"field {Field} is truncated");
        if (_position - _windowStart > _window.Length - length) Slide();
        var bytes = _window.Slice((int)(_position - _windowStart), length);
        _position += length;
        return bytes;
    }

    // Whatever Raw and Fixed ask for next lies in the window, as far as the file goes.
    private void Slide()
    {
        var needed = (int)Math.Min(LongestField, _file.Length - _position);
        if (_position >= _windowStart && _position + needed <= _windowStart + _window.Length) return;
        _windowStart = _position;
        _window = _file.Peek(_position, needed);
    }
}
