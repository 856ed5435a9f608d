using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Sartor.Core;

namespace Sartor.Formats.Checkpoints;

/// <summary>
/// Reads a pickle as data. A pickle is a program for a stack machine that can import and call anything; this machine has those of its
/// instructions that make plain values, and in the place of calls the meanings of <see cref="PickleGlobals"/>. It finds no class,
/// calls no function, and has no recursion; work and memory grow with the bytes of the pickle alone.
/// </summary>
/// <param name="data">The pickle, and what may follow it.</param>
/// <param name="file">The file, for errors.</param>
internal sealed class PickleReader(ReadOnlyMemory<byte> data, string file)
{
    private const int MostRefused = 100;

    // A tensor takes about fifteen; a byte may make a list, which takes sixty.
    private const int MostValues = 1 << 22;

    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private readonly SortedSet<string> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PickleStorage> _storages = new(StringComparer.Ordinal);
    private int _values;
    private int _at;

    /// <summary>Where the next pickle, or what follows, begins.</summary>
    public int Position => _at;

    /// <summary>The storages that it names, by their keys.</summary>
    public IReadOnlyDictionary<string, PickleStorage> Storages => _storages;

    /// <summary>Reads the pickle at the position.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or would run code; the message names what.</exception>
    public object? Read()
    {
        _stack.Clear();
        _marks.Clear();
        _memo.Clear();
        while (true)
        {
            var start = _at;
            var opcode = Bytes(1)[0];
            if (opcode == (byte)'.') break;
            if (!Make(opcode) && !Keep(opcode) && !Collect(opcode) && !Name(opcode))
                throw Damaged(start, $"the instruction 0x{opcode:X2} is none that files of weights have");
        }
        if (_stack.Count != 1 || _marks.Count > 0) throw Damaged(_at, "it ends with an unfinished value");
        if (_refused.Count == 0) return _stack[0];
        var names = string.Join(", ", _refused.Take(8)) + (_refused.Count > 8 ? ", …" : "");
        throw new ModelFormatException(
            file, null, $"would run {names} when it is loaded, and Sartor runs no code of a file; save the weights alone, with "
            + "torch.save(model.state_dict(), …)");
    }

    // Plain values.
    private bool Make(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: if (Bytes(1)[0] > 5) throw Damaged(_at, "its protocol is newer than 5"); return true;
            case 0x95: Bytes(8); return true;
            case (byte)'N': Push(null); return true;
            case 0x88: Push(true); return true;
            case 0x89: Push(false); return true;
            case (byte)'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(4))); return true;
            case (byte)'K': Push((long)Bytes(1)[0]); return true;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2))); return true;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Bytes(8))); return true;
            case 0x8A: Push(Integer(Bytes(Bytes(1)[0]))); return true;
            case (byte)'X': Push(Text(Long(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))))); return true;
            case 0x8C: Push(Text(Bytes(1)[0])); return true;
            case (byte)'U': Push(Encoding.Latin1.GetString(Bytes(Bytes(1)[0]))); return true;
            case (byte)'C': Push(Bytes(Bytes(1)[0]).ToArray()); return true;
            case (byte)'B': Push(Bytes(Long(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))).ToArray()); return true;
            default: return false;
        }
    }

    // The memo.
    private bool Keep(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'q': Keep(Bytes(1)[0], Top()); return true;
            case (byte)'r': Keep(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)), Top()); return true;
            case 0x94: Keep(_memo.Count, Top()); return true;
            case (byte)'h': Push(Kept(Bytes(1)[0])); return true;
            case (byte)'j': Push(Kept(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); return true;
            default: return false;
        }
    }

    // Lists, tuples, sets and dictionaries.
    private bool Collect(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'(': _marks.Add(_stack.Count); return true;
            case (byte)')' or (byte)']' or 0x8F: Push(new PickleList([])); return true;
            case (byte)'}': Push(new PickleDictionary()); return true;
            case 0x85 or 0x86 or 0x87: Push(new PickleList(Pop(opcode - 0x84))); return true;
            case (byte)'t': Push(new PickleList(PopMarked())); return true;
            case (byte)'a': Append(Pop(1)); return true;
            case (byte)'e' or 0x90: Append(PopMarked()); return true;
            case (byte)'s': Set(Pop(2)); return true;
            case (byte)'u': Set(PopMarked()); return true;
            default: return false;
        }
    }

    // What would run code.
    private bool Name(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'c': Push(Global(Line(), Line())); return true;
            case 0x93:
                if (Pop(2) is not [string module, string name]) throw Damaged(_at, "a class has no name");
                Push(Global(module, name));
                return true;
            case (byte)'R' or 0x81: Push(Call(Pop(2))); return true;
            case (byte)'b':
                // The state of a dictionary is the version of its modules, that of a tensor its hooks.
                Pop(1);
                if (Top() is not (PickleDictionary or PickleTensor or PickleRefused)) throw Damaged(_at, "a plain value has a state");
                return true;
            case (byte)'Q': Push(Storage(Pop(1)[0])); return true;
            default: return false;
        }
    }

    private object Global(string module, string name)
    {
        var global = new PickleGlobal(module, name);
        if (PickleGlobals.IsAllowed(global)) return global;
        if (_refused.Count < MostRefused) _refused.Add(global.ToString());
        return new PickleRefused();
    }

    private object Call(IReadOnlyList<object?> callAndArguments)
    {
        if (callAndArguments[0] is PickleRefused refused) return refused;
        if (callAndArguments is not [PickleGlobal global, PickleList arguments]) throw Damaged(_at, "what is called is not a function");
        if (arguments.Items.Any(argument => argument is PickleRefused)) return new PickleRefused();
        return PickleGlobals.Call(global, arguments.Items)
            ?? throw Damaged(_at, $"{global} has arguments that make no sound value, such as a tensor that reaches beyond its storage");
    }

    private object Storage(object? id)
    {
        if (id is PickleList { Items: ["storage", PickleRefused, ..] }) return new PickleRefused();
        if (id is not PickleList { Items: ["storage", PickleGlobal type, string key, string, >= 0L and long count, ..] }
            || PickleGlobals.StorageOf(type) is not { } element)
            throw Damaged(_at, "a storage is not described as PyTorch does");
        var storage = new PickleStorage(key, element, count);
        if (_storages.TryAdd(key, storage) || _storages[key] == storage) return storage;
        throw Damaged(_at, $"the storage '{key}' is described in two ways");
    }

    private void Append(IReadOnlyList<object?> items)
    {
        if (Top() is PickleList list) list.Items.AddRange(items);
        else if (Top() is not PickleRefused) throw Damaged(_at, "items are added to what is not a list");
    }

    private void Set(IReadOnlyList<object?> items)
    {
        if (Top() is PickleRefused) return;
        if (Top() is not PickleDictionary dictionary || items.Count % 2 != 0)
            throw Damaged(_at, "keys are set in what is not a dictionary");
        for (var i = 0; i < items.Count; i += 2) dictionary.Items.Add(new(items[i], items[i + 1]));
    }

    private object? Top() => _stack.Count > Floor ? _stack[^1] : throw Damaged(_at, "a value is missing");

    private int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    private void Push(object? value)
    {
        Count();
        _stack.Add(value);
    }

    private void Keep(long index, object? value)
    {
        Count();
        _memo[index] = value;
    }

    private void Count()
    {
        if (++_values > MostValues) throw Damaged(_at, $"it has more than the {Quantity.Count(MostValues)} values that are read");
    }

    private List<object?> Pop(int count)
    {
        var from = _stack.Count - count;
        if (from < Floor) throw Damaged(_at, "a value is missing");
        var items = _stack.GetRange(from, count);
        _stack.RemoveRange(from, count);
        return items;
    }

    private List<object?> PopMarked()
    {
        if (_marks.Count == 0) throw Damaged(_at, "a mark is missing");
        var items = Pop(_stack.Count - _marks[^1]);
        _marks.RemoveAt(_marks.Count - 1);
        return items;
    }

    private object? Kept(long index) =>
        _memo.TryGetValue(index, out var value) ? value : throw Damaged(_at, $"it has kept no value {index}");

    private ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > data.Length - _at) throw Damaged(_at, "it is cut off, or longer than any that is read");
        var bytes = data.Span.Slice(_at, count);
        _at += count;
        return bytes;
    }

    private int Long(uint length) => length <= data.Length - _at ? (int)length : throw Damaged(_at, "it is cut off");

    private string Text(int length) => Encoding.UTF8.GetString(Bytes(length));

    private string Line()
    {
        var length = data.Span[_at..].IndexOf((byte)'\n');
        if (length < 0) throw Damaged(_at, "it is cut off");
        var text = Text(length);
        _at++;
        return text;
    }

    private static object Integer(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= 8 ? (long)new BigInteger(bytes) : new BigInteger(bytes);

    private ModelFormatException Damaged(int at, string problem) => new(file, $"byte {at} of its pickle", problem);
}
