using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Random values in the place of data, for who asks only how fast and how large variants are and whether they compute the same. They lie
/// in a temporary array file that goes away with the object.
/// </summary>
internal sealed class RandomSamples : IDisposable
{
    /// <summary>What results call them.</summary>
    public const string Name = "random values";

    private const int Count = 40;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sartor-random-");

    private RandomSamples()
    {
    }

    /// <summary>The array file, <c>[40, elements]</c> of float32 (numpy.lib.format, version 1).</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "values.npy");

    /// <param name="model">The model.</param>
    /// <param name="shapes">Shapes of its inputs where it leaves them open.</param>
    /// <param name="seed">Of the values.</param>
    /// <exception cref="SartorException">The model cannot be read, or has not one input.</exception>
    public static RandomSamples For(string model, IReadOnlyDictionary<string, Shape> shapes, long seed)
    {
        using var source = SourceModels.Open(model, new ModelReadOptions { InputShapes = shapes });
        var signature = ModelSignature.Of(source.Graph);
        SampleBounds.CheckInputs(source.Path, signature.Inputs);
        if (signature.Inputs.Count != 1)
            throw new UnsupportedModelException(
                source.Path, null,
                $"has {signature.Inputs.Count} inputs, and fit feeds one; convert, verify and bench take models with several inputs");
        var domains = DomainOptions.None.Of(source.Graph);
        var samples = new RandomSamples();
        try
        {
            samples.Write([.. Enumerable.Range(0, Count)
                .Select(i => RandomInputs.For(signature, unchecked((ulong)seed * Count) + (ulong)i, domains)[0].ToSingles())]);
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

    private void Write(IReadOnlyList<float[]> rows)
    {
        var shape = string.Create(CultureInfo.InvariantCulture, $"({rows.Count}, {rows[0].Length})");
        var header = Encoding.ASCII.GetBytes($"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n");
        using var file = File.Create(Path);
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)(header.Length & 255), (byte)(header.Length >> 8), .. header]);
        foreach (var row in rows) file.Write(MemoryMarshal.AsBytes(row.AsSpan()));
    }
}
