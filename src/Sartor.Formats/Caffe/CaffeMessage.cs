using System.Globalization;

namespace Sartor.Formats.Caffe;

/// <summary>A message of the text form of protobuf: words and messages by the names of their fields, in the order of the file.</summary>
internal sealed class CaffeMessage
{
    private readonly Dictionary<string, List<string>> _words = new(StringComparer.Ordinal);
    private readonly List<(string Name, CaffeMessage Message)> _messages = [];

    /// <summary>All messages in it, in their order.</summary>
    public IReadOnlyList<(string Name, CaffeMessage Message)> Messages => _messages;

    /// <summary>All words in it.</summary>
    public IReadOnlyDictionary<string, List<string>> Fields => _words;

    /// <summary>The words of a field; empty where it is left out.</summary>
    public IReadOnlyList<string> Words(string name) => _words.TryGetValue(name, out var words) ? words : [];

    /// <summary>The last word of a field.</summary>
    public string? Word(string name) => Words(name) is [.., var last] ? last : null;

    /// <summary>The messages of a field.</summary>
    public IEnumerable<CaffeMessage> All(string name) => _messages.Where(m => m.Name == name).Select(m => m.Message);

    public void Add(string name, string word)
    {
        if (!_words.TryGetValue(name, out var words)) _words.Add(name, words = []);
        words.Add(word);
    }

    public void Add(string name, CaffeMessage message) => _messages.Add((name, message));

    /// <summary>Whole numbers of a field; null where one is none.</summary>
    public long[]? Numbers(string name)
    {
        var numbers = new List<long>();
        foreach (var word in Words(name))
        {
            if (!long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return null;
            numbers.Add(number);
        }
        return [.. numbers];
    }
}
