using System.IO.Compression;
using System.Text;

namespace Sartor.Cli.Tests;

/// <summary>A file as <c>torch.save</c> writes it, around a pickle of the test's own.</summary>
internal static class WeightsFile
{
    /// <summary>The pickle of a tensor of float16[0,3] in storage 0.</summary>
    public const string Tensor = "ctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\nHalfStorage\nU\u00010U\u0003cpuK\0tQ"
        + "K\0K\0K\u0003\u0086K\u0003K\u0001\u0086\u0089}tR";

    /// <summary>One with a number and that tensor.</summary>
    public static string WriteTensor(string folder)
    {
        var path = Write(folder, $"}}(U\u0001eK\u0007U\u0001w{Tensor}u.");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Update);
        archive.CreateEntry("weights/data/0", CompressionLevel.NoCompression).Open().Dispose();
        return path;
    }

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
