using System.Buffers.Binary;
using System.IO.Compression;
using Sartor.Core;

namespace Sartor.Bench.Verdicts;

/// <summary>Trained networks with forty of their labelled images; those that are not on this machine are left out, and named.</summary>
internal static class FileNetworks
{
    private const int Samples = 40;

    /// <summary>Those that are here.</summary>
    /// <param name="root">The folder of the repository.</param>
    /// <param name="missing">Names of those that are not here, with what to do.</param>
    public static IReadOnlyList<BenchNetwork> In(string root, List<string> missing)
    {
        var networks = new List<BenchNetwork>();
        var sample = Path.Combine(root, "samples", "fashion");
        networks.Add(Of("fashion", Path.Combine(sample, "model.onnx"), -1, 1, folder =>
        {
            Cut(Path.Combine(sample, "images-idx3-ubyte.gz"), folder);
            Cut(Path.Combine(sample, "labels-idx1-ubyte.gz"), folder);
            File.Copy(Path.Combine(sample, "dataset.yaml"), Path.Combine(folder, "dataset.yaml"));
        }));
        var shared = Environment.GetEnvironmentVariable("SARTOR_SHARED_DATA") ?? Path.Combine(root, "..", "shared", "data");
        var mnist = Path.Combine(shared, "models", "mnist-8.onnx");
        if (!File.Exists(mnist)) missing.Add("mnist-8: let SARTOR_SHARED_DATA name the folder that has models/mnist-8.onnx");
        else
        {
            networks.Add(Of("mnist-8", mnist, 0, 255, folder =>
            {
                foreach (var file in Directory.GetFiles(Path.Combine(shared, "mnist"), "digits-2000-*.gz")) Cut(file, folder);
            }));
        }
        return networks;
    }

    private static BenchNetwork Of(string name, string model, float low, float high, Action<string> copy) =>
        new(name, _ => File.ReadAllBytes(model), ElementType.Float32, 1, 1, 28, 28)
        {
            Low = low,
            High = high,
            HasSeeds = false,
            Share = 0.25,
            Data = folder =>
            {
                var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
                copy(data);
                return data;
            },
        };

    // IDX: two zeros, the type, the number of axes, their extents in big-endian 32 bits, then the bytes of the elements.
    private static void Cut(string path, string folder)
    {
        using var unzipped = new MemoryStream();
        using (var zip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress)) zip.CopyTo(unzipped);
        var bytes = unzipped.ToArray();
        var header = 4 + (4 * bytes[3]);
        var count = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4));
        var size = (bytes.Length - header) / count;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), Math.Min(count, Samples));
        using var file = new GZipStream(File.Create(Path.Combine(folder, Path.GetFileName(path))), CompressionLevel.Fastest);
        file.Write(bytes, 0, header + (size * Math.Min(count, Samples)));
    }
}
