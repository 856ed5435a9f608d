using Sartor.Convert;
using Sartor.Core;
using Sartor.Data;
using Sartor.Data.Preprocessing;
using Sartor.Engines;

namespace Sartor.Lab.Tests.Measurement;

/// <summary>Runs classifiers over labelled data by engine and preprocessing alone, without a fit.</summary>
internal static class TrainedModels
{
    /// <summary>For each sample whether the network names its class.</summary>
    /// <param name="model">A .tflite or .onnx file; mnist-8 is what <c>.onnx</c> stands for.</param>
    /// <param name="dataPath">Labelled data.</param>
    /// <param name="ids">The samples; null for all.</param>
    public static IReadOnlyList<bool> Right(string model, string dataPath, IReadOnlyList<string>? ids = null)
    {
        var engine = InferenceEngines.Get(model.EndsWith(".onnx", StringComparison.Ordinal) ? "onnxruntime" : "tflite");
        if (engine.Probe().Problem is { } problem) Assert.Skip(problem);
        using var session = engine.Prepare(model, new EngineOptions());
        using var data = DataSet.Open(dataPath);
        var input = session.Inputs[0];
        var guess = PreprocessGuess.For(
            input.Type, new ModelFacts(engine.Format, engine.Format == "onnx" ? "CNTK" : null, input.Quantization));
        var mapping = new TensorMapping(input.Name, input.Type.Shape!, input.Type, null, input.Quantization);
        var preprocessor = new Preprocessor(
            guess.Options, mapping.Quantization is null ? input.Type : input.Type with { Element = ElementType.Float32 });
        return [.. (ids ?? [.. Enumerable.Range(0, data.Count).Select(data.IdOf)]).Select(id =>
        {
            var index = data.IndexOf(id);
            var scores = session.Infer([mapping.ToVariant(preprocessor.Apply(data.Read(index)))])[0].ToDoubles();
            return Array.IndexOf(scores, scores.Max()) == data.LabelOf(index) + LabelAlignment.For(data, scores.Length).Offset;
        })];
    }
}
