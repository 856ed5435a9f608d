using System.Text;

namespace Sartor.Contracts.Formats;

/// <summary>An ONNX file in which nodes can be given operators that nobody knows, to see what is said of the rest.</summary>
public sealed class RenamedOperators
{
    private readonly byte[] _model;
    private readonly List<int> _types = [];

    public RenamedOperators(byte[] model)
    {
        _model = model;
        Graph(ReadGraph);
    }

    /// <summary>Name and operator of each node that has a name, in the order of the file.</summary>
    public List<(string Name, string Operator)> Nodes { get; } = [];

    /// <summary>The file with other operators in some nodes: <c>Conv</c> becomes <c>zonv</c>.</summary>
    public byte[] Rename(params IEnumerable<int> nodes)
    {
        var bytes = (byte[])_model.Clone();
        foreach (var node in nodes) bytes[_types[node]] = (byte)'z';
        return bytes;
    }

    /// <summary>The operator that <see cref="Rename"/> gives a node.</summary>
    public string Renamed(int node) => $"z{Nodes[node].Operator[1..]}";

    /// <summary>The file with a node of an operator that nobody knows behind each input that is no initializer.</summary>
    /// <param name="count">How many.</param>
    public byte[] BehindUnknown(out int count)
    {
        ProtoWriter rest = new(), nodes = new(), others = new();
        var stored = new HashSet<string>();
        Graph((field, at, length) =>
        {
            if (field == 5) ReadFields(at, length, (part, start, size) => stored.UnionWith(part == 8 ? [Text(start, size)] : []));
        });
        var inputs = 0;
        ReadFields(0, _model.Length, (field, at, length) => rest.Blob(field, field == 7 ? default : _model.AsSpan(at, length)));
        Graph((field, at, length) =>
        {
            var (name, type) = ("", new ProtoWriter());
            ReadFields(at, field == 11 ? length : 0, (part, start, size) =>
            {
                if (part == 1) name = Text(start, size);
                else type.Blob(part, _model.AsSpan(start, size));
            });
            if (field != 11 || stored.Contains(name))
            {
                others.Blob(field, _model.AsSpan(at, length));
                return;
            }
            inputs++;
            others.Message(11, new ProtoWriter().Text(1, $"{name}/outside").Append(type.Bytes));
            nodes.Message(1, new ProtoWriter().Text(1, $"{name}/outside").Text(2, name).Text(3, $"unknown-{name}").Text(4, "Unheard"));
        });
        count = inputs;
        return new ProtoWriter().Varint(1, 8).Append(rest.Bytes).Message(7, nodes.Append(others.Bytes)).Bytes;
    }

    private void Graph(Action<int, int, int> use) => ReadFields(0, _model.Length, (field, at, length) =>
    {
        if (field == 7) ReadFields(at, length, use);
    });

    private void ReadGraph(int field, int at, int length)
    {
        if (field != 1) return;
        var (name, type, place) = ("", "", 0);
        ReadFields(at, length, (part, start, count) =>
        {
            if (part == 3) name = Text(start, count);
            if (part == 4) (type, place) = (Text(start, count), start);
        });
        if (name.Length == 0 || type.Length == 0) return;
        Nodes.Add((name, type));
        _types.Add(place);
    }

    private string Text(int at, int length) => Encoding.UTF8.GetString(_model, at, length);

    // Fields of a message that have a length; all others are passed over.
    private void ReadFields(int at, int length, Action<int, int, int> use)
    {
        for (var end = at + length; at < end;)
        {
            var tag = Varint(ref at);
            if ((tag & 7) == 2)
            {
                var count = (int)Varint(ref at);
                use((int)(tag >> 3), at, count);
                at += count;
            }
            else if ((tag & 7) == 0) Varint(ref at);
            else at += (tag & 7) == 5 ? 4 : 8;
        }
    }

    private ulong Varint(ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = _model[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
    }
}
