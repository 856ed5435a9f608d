using System.Text;
using Sartor.Contracts;

namespace Sartor.Formats.Tests.Ncnn;

/// <summary>A network of ncnn in a folder of its own: lines of layers, and weights as ncnn's documentation lays them out.</summary>
internal sealed class NcnnFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="text">The .param file; the header is added where it begins otherwise.</param>
    /// <param name="weights">The .bin file; null for none.</param>
    public NcnnFiles(string text, byte[]? weights = null)
    {
        Path = System.IO.Path.Combine(_folder.Path, "net.param");
        File.WriteAllText(Path, text.StartsWith('7') ? text : Head(text));
        if (weights is not null) File.WriteAllBytes(System.IO.Path.ChangeExtension(Path, ".bin"), weights);
    }

    public string Path { get; }

    /// <summary>Floats, with the number before them that says how they are stored.</summary>
    public static byte[] Tagged(params float[] values) => [0, 0, 0, 0, .. Plain(values)];

    /// <summary>Floats in float16, filled up to whole words.</summary>
    public static byte[] Halves(params float[] values)
    {
        byte[] bytes = [0x47, 0x6B, 0x30, 0x01, .. values.SelectMany(v => BitConverter.GetBytes((Half)v))];
        return [.. bytes, .. new byte[(4 - (bytes.Length % 4)) % 4]];
    }

    public static byte[] Plain(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static string Head(string layers)
    {
        var lines = layers.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new StringBuilder("7767517\n").Append(lines.Length).Append(" 99\n").Append(string.Join('\n', lines)).Append('\n').ToString();
    }

    public ModelFile Open(ModelReadOptions? options = null) => ModelFormats.Open(Path, options);

    public void Dispose() => _folder.Dispose();
}
