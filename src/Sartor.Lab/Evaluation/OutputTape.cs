using System.Text;
using Sartor.Core;
using Sartor.Lab.Trials;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// What a model gave for each input, by the hash of that input: so that it need not run again on the same. Its digest names all that was
/// fed and all that came out, in order.
/// </summary>
/// <param name="capacity">Most bytes of outputs that are kept.</param>
internal sealed class OutputTape(long capacity = OutputTape.DefaultCapacity)
{
    /// <summary>Bytes of outputs that are kept unless the caller says otherwise: 5,000 times the classes of ImageNet are 20 MB.</summary>
    public const long DefaultCapacity = 64L << 20;

    /// <summary>The largest file that <see cref="Write"/> makes: what is beside the outputs is small.</summary>
    public const long MostFileBytes = 2 * DefaultCapacity;

    private const uint Form = 0x31_54_4F_53; // SOT1
    private const int MostRank = 64;

    private readonly Dictionary<string, IReadOnlyList<Tensor>> _outputs = new(StringComparer.Ordinal);
    private readonly List<string> _played = [];
    private long _kept;

    /// <summary>Inputs whose outputs were not on the tape when they were asked for.</summary>
    public int Recorded { get; private set; }

    /// <summary>True where it holds outputs that it was not read with.</summary>
    public bool HasGrown { get; private set; }

    /// <summary>Hash over inputs and outputs in the order in which they were asked for.</summary>
    public string Digest() => TensorHash.OfAll(_played);

    /// <summary>Outputs of an input; null where the model has to run.</summary>
    public IReadOnlyList<Tensor>? Find(string input)
    {
        if (!_outputs.TryGetValue(input, out var outputs)) return null;
        Played(input, outputs);
        return outputs;
    }

    /// <summary>Takes what the model gave.</summary>
    public void Add(string input, IReadOnlyList<Tensor> outputs)
    {
        Recorded++;
        Played(input, outputs);
        var bytes = outputs.Sum(output => (long)output.Data.Length);
        if (_kept + bytes > capacity || !_outputs.TryAdd(input, outputs)) return;
        _kept += bytes;
        HasGrown = true;
    }

    /// <summary>Writes all that is kept; the same bytes for the same content.</summary>
    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Form);
        writer.Write(_outputs.Count);
        foreach (var (input, outputs) in _outputs)
        {
            writer.Write(input);
            writer.Write(outputs.Count);
            foreach (var output in outputs)
            {
                writer.Write((int)output.Element);
                writer.Write(output.Shape.Rank);
                foreach (var extent in output.Shape.Extents) writer.Write(extent);
                writer.Write(output.Data.Length);
                writer.Write(output.Data.Span);
            }
        }
    }

    /// <summary>A tape as it was written; null where the bytes are none.</summary>
    public static OutputTape? Read(MemoryStream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            if (reader.ReadUInt32() != Form) return null;
            var tape = new OutputTape();
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                var input = reader.ReadString();
                var outputs = new List<Tensor>();
                for (var more = reader.ReadInt32(); more > 0; more--) outputs.Add(ReadTensor(reader, stream));
                tape._outputs[input] = outputs;
                tape._kept += outputs.Sum(output => (long)output.Data.Length);
            }
            return tape;
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidDataException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static Tensor ReadTensor(BinaryReader reader, MemoryStream stream)
    {
        var element = (ElementType)reader.ReadInt32();
        var rank = reader.ReadInt32();
        if (!Enum.IsDefined(element) || rank is < 0 or > MostRank) throw new InvalidDataException("no tensor");
        var extents = new long[rank];
        for (var i = 0; i < rank; i++) extents[i] = reader.ReadInt64();
        var bytes = reader.ReadInt32();
        if (bytes < 0 || bytes > stream.Length - stream.Position) throw new InvalidDataException("more bytes than there are");
        return new Tensor(element, new Shape(extents), reader.ReadBytes(bytes));
    }

    private void Played(string input, IReadOnlyList<Tensor> outputs)
    {
        _played.Add(input);
        _played.Add(TensorHash.Of(outputs));
    }
}
