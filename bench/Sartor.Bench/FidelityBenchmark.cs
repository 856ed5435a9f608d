using System.Diagnostics;
using System.Globalization;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Workers.Client;
using Sartor.Workers.Protocol;

namespace Sartor.Bench;

/// <summary>
/// Sartor's median over the median of a plain C loop on the same library, model and input. The two take turns, each in a new
/// process, so that what else the machine does hits both; the ratio is the median of the rounds' ratios.
/// </summary>
internal static class FidelityBenchmark
{
    private static readonly MeasureOptions Options = new()
    {
        WarmUpMinRuns = 5,
        WarmUpMinTime = TimeSpan.FromSeconds(0.2),
        MinRuns = 20,
        MinTime = TimeSpan.FromSeconds(0.4),
    };

    public static async Task<int> RunAsync(int rounds, string[] models)
    {
        Console.WriteLine($"| model | engine | delegate | C loop, µs | Sartor, µs | ratio (median of {rounds}) | smallest | largest |");
        Console.WriteLine("|---|---|---|--:|--:|--:|--:|--:|");
        var isFaithful = true;
        foreach (var model in models)
        {
            var engine = InferenceEngines.Catalog.All.First(candidate =>
                !candidate.IsOptIn && model.EndsWith($".{candidate.Format}", StringComparison.Ordinal));
            foreach (var delegateName in engine.Delegates)
                isFaithful &= await CompareAsync(engine, delegateName, model, rounds).ConfigureAwait(false);
        }
        return isFaithful ? 0 : 1;
    }

    private static async Task<bool> CompareAsync(IInferenceEngine engine, string delegateName, string model, int rounds)
    {
        var (loops, ours) = (new double[rounds], new double[rounds]);
        var (warmUp, runs) = (5, 30);
        for (var round = 0; round < rounds; round++)
        {
            var measured = await MeasureAsync(engine.Name, delegateName, model).ConfigureAwait(false);
            if (measured is null) return true;
            ours[round] = Median([.. measured.SamplesNs.Select(sample => (double)sample)]);
            // The loop runs as often as Sartor did.
            (warmUp, runs) = (measured.WarmUpNs.Count, measured.SamplesNs.Count);
            loops[round] = await LoopAsync(engine.Name, delegateName, model, warmUp, runs).ConfigureAwait(false);
        }
        var ratios = ours.Zip(loops, (our, loop) => our / loop).ToArray();
        var ratio = Median(ratios);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {Path.GetFileName(model)} | {engine.Name} | {delegateName} | {Median(loops) / 1e3:0.0} | {Median(ours) / 1e3:0.0} | "
                + $"{ratio:0.000} | {ratios.Min():0.000} | {ratios.Max():0.000} |"));
        return ratio is >= 0.98 and <= 1.02;
    }

    // Null where the delegate takes no node of the model: the loop has nothing to compare with.
    private static async Task<Measured?> MeasureAsync(string engine, string delegateName, string model)
    {
        await using var worker = new EngineWorker();
        var loaded = (await worker.LoadAsync(engine, model, new EngineOptions { Delegate = delegateName }).ConfigureAwait(false)).Require();
        if (loaded.Delegation.ActualDelegate != delegateName) return null;
        return (await worker.MeasureAsync([Input(loaded.Inputs.Single().Type)], Options).ConfigureAwait(false)).Require();
    }

    private static async Task<double> LoopAsync(string engine, string delegateName, string model, int warmUp, int runs)
    {
        var isOrt = engine == "onnxruntime";
        var library = NativeParts.Find(
            isOrt ? ["libonnxruntime.so", "libonnxruntime.dylib"] : ["libtensorflowlite_c.so", "libtensorflowlite_c.dylib"]);
        var start = new ProcessStartInfo(Path.Combine(Root(), "bench", "native", isOrt ? "ort_loop" : "tflite_loop"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(library ?? throw new EngineException(engine, "its native library is missing; build again"));
        start.ArgumentList.Add(model);
        if (!isOrt) start.ArgumentList.Add(delegateName);
        start.ArgumentList.Add($"{warmUp}");
        start.ArgumentList.Add($"{runs}");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode == 0
            ? double.Parse(output, CultureInfo.InvariantCulture)
            : throw new EngineException(engine, $"the C loop failed: {(await errors.ConfigureAwait(false)).Trim()}");
    }

    // The same numbers as the C loops make.
    private static Tensor Input(TensorType type)
    {
        var seed = 1u;
        uint Next() => seed = (seed * 1664525u) + 1013904223u;
        return type.Element == ElementType.Float32
            ? Tensor.Create(type.Shape!, [.. Enumerable.Range(0, (int)type.ElementCount!.Value).Select(_ => (Next() >> 8) / 16777216f)])
            : new Tensor(
                type.Element, type.Shape!, Enumerable.Range(0, (int)type.ByteCount!.Value).Select(_ => (byte)(Next() >> 24)).ToArray());
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Sartor.slnx")))
            folder = folder.Parent ?? throw new EngineException("bench", "run it inside the repository");
        return folder.FullName;
    }
}
