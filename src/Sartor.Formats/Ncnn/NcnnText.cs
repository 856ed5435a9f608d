using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Sartor.Core;

namespace Sartor.Formats.Ncnn;

/// <summary>The text of a <c>.param</c> file: a magic number, the counts of layers and blobs, a line for each layer.</summary>
/// <param name="Layers">In the order of the file.</param>
/// <param name="Metadata">
/// What Sartor writes behind the layers, where ncnn does not look: lines <c># key=value</c>, both escaped as in a URI.
/// </param>
internal sealed record NcnnText(IReadOnlyList<NcnnLayer> Layers, IReadOnlyDictionary<string, string> Metadata)
{
    private const uint BinaryMagic = 7767517;

    // What the objects of a token take beside its characters.
    private const int TokenBytes = 96;
    private const int LongestText = 1 << 28;

    // Types of the first lines of what pnnx writes for itself.
    private static readonly string[] s_pnnx = ["pnnx.", "nn.", "F.", "torch.", "Tensor."];

    /// <summary>First line of the text.</summary>
    public static ReadOnlySpan<byte> Magic => "7767517"u8;

    public static bool IsText(ReadOnlySpan<byte> head) =>
        head.StartsWith(Magic) && (head.Length == Magic.Length || head[Magic.Length] is (byte)'\n' or (byte)'\r' or (byte)' ');

    public static bool IsBinary(ReadOnlySpan<byte> head) => head.Length >= 4
        && BinaryPrimitives.ReadUInt32LittleEndian(head) == BinaryMagic;

    /// <exception cref="ModelFormatException">The text is damaged.</exception>
    /// <exception cref="UnsupportedModelException">It is a form that Sartor does not read.</exception>
    public static NcnnText Read(SlicedFile file)
    {
        if (IsBinary(file.Slice(0, (int)Math.Min(file.Length, 4)).Span))
            throw new UnsupportedModelException(
                file.Path, null,
                    "is the binary form of an ncnn network, which has no names; give the text, NAME.param, that it was made from");
        if (file.Length > LongestText)
            throw new ModelFormatException(file.Path, null, $"has {file.Length} bytes of text, which is not a network; get it again");
        var budget = new AllocationBudget(file.Path, file.Length);
        budget.Charge(4 * file.Length);
        var lines = Encoding.UTF8.GetString(file.Slice(0, (int)file.Length).Span).Split('\n');
        var counts = lines.Length < 2 ? [] : Words(lines[1]);
        if (counts.Length < 2 || Count(counts[0]) is not { } layers || Count(counts[1]) is null)
            throw Damaged(file, "line 2", "does not give the numbers of layers and blobs");
        var read = new List<NcnnLayer>();
        var metadata = new Dictionary<string, string>();
        for (var i = 2; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0) continue;
            if (read.Count == layers)
            {
                AddMetadata(line, metadata);
                continue;
            }
            budget.Part(line.Length).Charge(TokenBytes * (long)line.AsSpan().Count(' '));
            read.Add(Layer(file, i + 1, Words(line)));
        }
        if (read.Count < layers)
            throw Damaged(file, null, $"says that it has {layers} layers and has {read.Count}");
        return new NcnnText(read, metadata);
    }

    private static string[] Words(string line) => line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);

    private static int? Count(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : null;

    private static void AddMetadata(string line, Dictionary<string, string> metadata)
    {
        if (!line.StartsWith("# ", StringComparison.Ordinal) || line.IndexOf('=') is not (> 2 and var at)) return;
        metadata[Uri.UnescapeDataString(line[2..at])] = Uri.UnescapeDataString(line[(at + 1)..]);
    }

    private static NcnnLayer Layer(SlicedFile file, int number, string[] words)
    {
        var place = $"line {number}";
        if (words.Length > 0 && s_pnnx.Any(start => words[0].StartsWith(start, StringComparison.Ordinal)))
            throw new UnsupportedModelException(
                file.Path, place,
                    $"'{words[0]}' is an operator of pnnx, not of ncnn; give the file NAME.ncnn.param that pnnx wrote beside it");
        if (words.Length < 4 || !Number(words[2], out var bottoms) || !Number(words[3], out var tops))
            throw Damaged(file, place, "is not a layer: it needs a type, a name, and the numbers of its inputs and outputs");
        if (4L + bottoms + tops > words.Length)
            throw Damaged(file, place, $"layer '{words[1]}' has fewer blobs than the {bottoms} inputs and {tops} outputs that it says");
        var parameters = new Dictionary<string, object>();
        foreach (var word in words.Skip(4 + bottoms + tops))
        {
            if (!NcnnParameters.TryRead(word, out var id, out var value))
                throw Damaged(file, place, $"layer '{words[1]}': '{word}' is not a parameter");
            parameters[id] = value;
        }
        return new NcnnLayer(words[0], words[1], words[4..(4 + bottoms)], words[(4 + bottoms)..(4 + bottoms + tops)], parameters);
    }

    private static bool Number(string word, out int count) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out count);

    private static ModelFormatException Damaged(SlicedFile file, string? place, string problem) =>
        new(file.Path, place, $"{problem}; the file is damaged, get it again");
}
