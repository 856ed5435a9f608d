using Sartor.Bench;

if (args is not ["fidelity", var rounds, .. { Length: > 0 } models] || !int.TryParse(rounds, out var count) || count < 1)
{
    Console.Error.WriteLine("usage: fidelity ROUNDS MODEL.onnx|MODEL.tflite …   (build the loops first: make -C bench/native)");
    return 2;
}
return await FidelityBenchmark.RunAsync(count, models).ConfigureAwait(false);
