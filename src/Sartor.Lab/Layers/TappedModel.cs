using Sartor.Convert;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Layers;

/// <summary>Runs a model so that it gives tensors of its inside as well, on copies that are gone afterwards.</summary>
/// <param name="model">The model.</param>
/// <param name="signature">How its inputs and outputs relate to the source's.</param>
/// <param name="sessions">Open the copies.</param>
/// <param name="target">What runs them.</param>
/// <param name="threads">Threads of the engine.</param>
/// <param name="limits">Of the worker.</param>
/// <param name="cancellation">Ends a run.</param>
internal sealed class TappedModel(
    ModelFile model, ModelSignature signature, IModelSessions sessions, EngineTarget target, int threads, EngineWorkerOptions limits,
    CancellationToken cancellation)
{
    /// <summary>Most tensors of a model that are looked at, from its beginning on.</summary>
    public const int MostTensors = 2000;

    private const long MostElements = 1L << 24;
    private const long MostExternalBytes = 4L << 30;

    private readonly ITensorTaps? _taps =
        model.Taps ?? (target.Delegate == ReadBackRunner.Delegate ? new ReadBackTaps(model.Graph) : null);

    /// <summary>Its graph.</summary>
    public ModelGraph Graph => model.Graph;

    /// <summary>Its inputs and outputs in terms of the source.</summary>
    public ModelSignature Signature => signature;

    /// <summary>
    /// Tensors of the inside that hold real values, quantized or not, in the order of execution: 2 to 16,777,216 elements each.
    /// </summary>
    public IReadOnlyList<Value> Values => field ??= [.. (_taps?.Values ?? []).Where(IsReal).Take(MostTensors)];

    /// <summary>Why the inside cannot be looked at; null where it can.</summary>
    public string? Problem =>
        _taps is null ? $"nothing looks into {model.Format.Name} files while they run"
        : model.SizeBytes - model.Content.Length > MostExternalBytes ? $"{Path.GetFileName(model.Path)} has too much data beside it to copy"
        : null;

    /// <summary>Bytes of a tensor as float32.</summary>
    public static long Bytes(Value value) => value.Type.Shape!.ElementCount * sizeof(float);

    /// <summary>Runs the model once on each sample.</summary>
    /// <param name="taps">Some of <see cref="Values"/>; they are given in this order.</param>
    /// <param name="samples">Inputs as the source takes them.</param>
    /// <param name="seen">Gets the number of the sample, the outputs as float values in the source's order, and the tensors.</param>
    /// <exception cref="EngineException">The engine does not run the copy.</exception>
    /// <exception cref="OutputException">The copy cannot be written.</exception>
    public void Run(
        IReadOnlyList<Value> taps, IReadOnlyList<IReadOnlyList<Tensor>> samples,
        Action<int, IReadOnlyList<float[]>, IReadOnlyList<Tensor>> seen)
    {
        using var staged = StagedOutput.Begin(Path.Combine(ScratchFolder.Location, "sartor-tensors"));
        Copy(staged.Path, taps);
        using var session = sessions.Open(staged.Path, target, threads, limits);
        for (var i = 0; i < samples.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var given = session.Infer(signature.ToVariant(samples[i]));
            var own = given.Take(Graph.Outputs.Count).ToArray();
            seen(i, signature.ToSource(own), [.. given.Skip(own.Length)]);
        }
    }

    /// <summary>The values that a tensor stands for.</summary>
    /// <param name="value">In the graph.</param>
    /// <param name="tensor">As the engine gave it.</param>
    public static float[] Singles(Value value, Tensor tensor) =>
        value.Quantization is { } q && tensor.Element.IsInteger() ? AffineQuantization.Dequantize(tensor, q) : tensor.ToSingles();

    private static bool IsReal(Value value) =>
        (value.Type.Element.IsFloat() || (value.Quantization is not null && value.Type.Element.IsInteger()))
        && value.Type.Shape!.ElementCount is >= 2 and <= MostElements;

    private void Copy(string path, IReadOnlyList<Value> taps)
    {
        try
        {
            using (var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write)) _taps!.Write(taps, stream);
            if (model.Taps is null) return;
            foreach (var (name, file) in model.ExternalFiles)
            {
                var beside = Path.Combine(Path.GetDirectoryName(path)!, name);
                Directory.CreateDirectory(Path.GetDirectoryName(beside)!);
                File.Copy(file, beside);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StagedOutput.Failed(path, e);
        }
    }
}
