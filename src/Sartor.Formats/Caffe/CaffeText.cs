using System.Text;
using Sartor.Core;

namespace Sartor.Formats.Caffe;

/// <summary>Reads the text form of protobuf: <c>name: word</c>, <c>name { … }</c>, lists in brackets, comments behind <c>#</c>.</summary>
internal ref struct CaffeText
{
    /// <summary>How much of a file is looked at to recognize it.</summary>
    public const int LongestHead = 1 << 16;

    private const int DeepestNesting = 32;
    private const int LongestText = 1 << 26;

    // What the objects of a field take.
    private const int FieldBytes = 200;

    private readonly string _path;
    private readonly AllocationBudget _budget;
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private CaffeText(string path, AllocationBudget budget, ReadOnlySpan<char> text)
    {
        _path = path;
        _budget = budget;
        _text = text;
    }

    /// <summary>Whether text has a layer: <c>layer</c> or <c>layers</c> and a brace.</summary>
    public static bool IsText(ReadOnlySpan<byte> head)
    {
        if (head.Contains((byte)0)) return false;
        for (var rest = head; rest.IndexOf("layer"u8) is >= 0 and var at; rest = rest[(at + 5)..])
        {
            var behind = rest[(at + 5)..];
            if (behind.StartsWith("s"u8)) behind = behind[1..];
            behind = behind.TrimStart(" \t\r\n:"u8);
            if (behind.StartsWith("{"u8)) return true;
        }
        return false;
    }

    /// <exception cref="ModelFormatException">The text is damaged.</exception>
    public static CaffeMessage Read(SlicedFile file, AllocationBudget budget)
    {
        if (file.Length > LongestText)
            throw new ModelFormatException(file.Path, null, $"has {file.Length} bytes of text, which is not a network; get it again");
        budget.Charge(4 * file.Length);
        var reader = new CaffeText(file.Path, budget, Encoding.UTF8.GetString(file.Slice(0, (int)file.Length).Span));
        return reader.Message(0);
    }

    private CaffeMessage Message(int depth)
    {
        if (depth > DeepestNesting) throw Damaged($"messages are nested more than {DeepestNesting} deep");
        var message = new CaffeMessage();
        while (true)
        {
            Pass();
            if (_at == _text.Length || _text[_at] == '}')
            {
                if (_at == _text.Length != (depth == 0)) throw Damaged(depth == 0 ? "a brace closes nothing" : "a brace is not closed");
                _at++;
                return message;
            }
            var start = _at;
            var name = Word("a name");
            Pass();
            var hasColon = TryTake(':');
            Pass();
            if (TryTake('{')) message.Add(name, Message(depth + 1));
            else if (!hasColon) throw Damaged($"'{Shown(name)}' has no value");
            else if (TryTake('[')) List(message, name, depth);
            else message.Add(name, Word("a value"));
            _budget.Part(_at - start).Charge(FieldBytes);
        }
    }

    private void List(CaffeMessage message, string name, int depth)
    {
        for (Pass(); !TryTake(']'); Pass())
        {
            if (TryTake('{')) message.Add(name, Message(depth + 1));
            else message.Add(name, Word("a value"));
            _budget.Charge(FieldBytes);
        }
    }

    // Space, comments and what may part fields.
    private void Pass()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] == '#')
            {
                var end = _text[_at..].IndexOf('\n');
                _at = end < 0 ? _text.Length : _at + end;
            }
            else if (char.IsWhiteSpace(_text[_at]) || _text[_at] is ',' or ';') _at++;
            else return;
        }
    }

    private bool TryTake(char c)
    {
        if (_at >= _text.Length || _text[_at] != c) return false;
        _at++;
        return true;
    }

    private string Word(string what)
    {
        if (_at < _text.Length && _text[_at] is '"' or '\'') return Quoted();
        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-' or '+' or '.' or '/')) _at++;
        return _at > start ? _text[start.._at].ToString() : throw Damaged($"{what} is missing");
    }

    private string Quoted()
    {
        var quote = _text[_at++];
        var start = _at;
        while (_at < _text.Length && _text[_at] != quote && _text[_at] != '\n') _at += _text[_at] == '\\' ? 2 : 1;
        if (_at >= _text.Length || _text[_at] != quote) throw Damaged("a string has no end");
        return _text[start.._at++].ToString();
    }

    private static string Shown(string name) => name.Length > 40 ? name[..40] + "…" : name;

    private readonly ModelFormatException Damaged(string problem)
    {
        var line = _text[..Math.Min(_at, _text.Length)].Count('\n') + 1;
        return new ModelFormatException(_path, $"line {line}", $"{problem}; the file is damaged, get it again");
    }
}
