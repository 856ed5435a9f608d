using System.Globalization;
using System.Text;
using System.Text.Json;
using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Random values in the place of data, for who asks only how fast and how large variants are and whether they compute the same. They lie
/// in a temporary folder that goes away with the object.
/// </summary>
internal sealed class RandomSamples : IDisposable
{
    /// <summary>What results call them.</summary>
    public const string Name = "random values";

    private const int Count = 40;

    private readonly DirectoryInfo _folder = ScratchFolder.Create("sartor-random-");

    private RandomSamples()
    {
    }

    /// <summary>A <c>dataset.yaml</c> with an array file for each input, of its type and of 40 or more samples.</summary>
    public string Path => PathOf("dataset.yaml");

    /// <param name="model">The model.</param>
    /// <param name="shapes">Shapes of its inputs where it leaves them open.</param>
    /// <param name="domains">What its inputs take.</param>
    /// <param name="seed">Of the values.</param>
    /// <exception cref="SartorException">The model cannot be read or fed, or has no input of a name.</exception>
    public static RandomSamples For(string model, IReadOnlyDictionary<string, Shape> shapes, DomainOptions domains, long seed)
    {
        using var source = SourceModels.Open(model, new ModelReadOptions { InputShapes = shapes });
        var signature = ModelSignature.Of(source.Graph);
        SampleBounds.CheckInputs(source.Path, signature.Inputs);
        var (known, batch) = (domains.Of(source.Graph), InputBatch.Of(signature));
        var runs = (Count + batch - 1) / batch;
        var samples = new RandomSamples();
        try
        {
            samples.Write(signature, batch, Math.Max(2, runs),
                i => RandomInputs.For(signature, unchecked((ulong)seed * Count) + (ulong)i, known));
            return samples;
        }
        catch
        {
            samples.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // What the system still holds, its cleaning of temporary files takes.
        }
    }

    private string PathOf(string file) => System.IO.Path.Combine(_folder.FullName, file);

    // Run by run, since large inputs do not lie in memory together.
    private void Write(ModelSignature signature, int batch, int runs, Func<int, Tensor[]> values)
    {
        string[] names = [.. signature.Inputs.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"{i}.npy"))];
        // A JSON string is a quoted one of YAML.
        var lines = signature.Inputs.Select((input, i) => $"  \"{JsonEncodedText.Encode(input.Name)}\": {names[i]}\n");
        File.WriteAllText(Path, $"inputs:\n{string.Concat(lines)}");
        for (var run = 0; run < runs; run++)
        {
            var tensors = values(run);
            for (var i = 0; i < tensors.Length; i++)
            {
                using var file = new FileStream(PathOf(names[i]), FileMode.Append);
                if (run == 0) file.Write(Header(tensors[i].Element, Extents(signature.Inputs[i].SourceShape, batch, runs)));
                file.Write(tensors[i].Data.Span);
            }
        }
    }

    // The first axis of a batch counts samples itself.
    private static long[] Extents(Shape shape, int batch, int runs) =>
        batch > 1 ? [runs * shape[0], .. shape.Extents.Skip(1)] : [runs, .. shape.Extents];

    private static byte[] Header(ElementType element, long[] extents)
    {
        var shape = string.Join(", ", extents.Select(extent => extent.ToString(CultureInfo.InvariantCulture)));
        var text = Encoding.ASCII.GetBytes($"{{'descr': '{Code(element)}', 'fortran_order': False, 'shape': ({shape},), }}\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)(text.Length & 255), (byte)(text.Length >> 8), .. text];
    }

    private static string Code(ElementType element)
    {
        var kind = element == ElementType.Bool ? 'b' : element.IsFloat() ? 'f' : element.ToString().StartsWith('U') ? 'u' : 'i';
        var bytes = element.Bits() / 8;
        return string.Create(CultureInfo.InvariantCulture, $"{(bytes == 1 ? '|' : '<')}{kind}{bytes}");
    }
}
