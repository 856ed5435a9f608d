using System.IO.Compression;
using System.Text;

namespace Sartor.Cli.Tests;

/// <summary>A file as <c>torch.save</c> writes it, around a pickle of the test's own.</summary>
internal static class WeightsFile
{
    /// <param name="folder">Where to.</param>
    /// <param name="pickle">A byte for each character.</param>
    /// <returns>Its path.</returns>
    public static string Write(string folder, string pickle)
    {
        var path = Path.Combine(folder, "weights.pt");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        using var stream = archive.CreateEntry("weights/data.pkl", CompressionLevel.NoCompression).Open();
        stream.Write(Encoding.Latin1.GetBytes(pickle));
        return path;
    }
}
