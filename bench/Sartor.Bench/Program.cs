using Sartor.Bench;

switch (args)
{
    case ["fidelity", var rounds, .. { Length: > 0 } models] when int.TryParse(rounds, out var count) && count > 0:
        return await FidelityBenchmark.RunAsync(count, models).ConfigureAwait(false);
    case ["quantization", var model, var data]:
        return QuantizationBenchmark.Run(model, data);
    default:
        Console.Error.WriteLine("""
            usage: fidelity ROUNDS MODEL.onnx|MODEL.tflite …   (build the loops first: make -C bench/native)
                   quantization MODEL DATA
            """);
        return 2;
}
