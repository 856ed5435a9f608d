using Sartor.Contracts;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats.Tests.TFLite.Reading;

namespace Sartor.Formats.Tests.TFLite;

public sealed class ScalarOutputTests
{
    /// <summary>XNNPACK of TFLite 2.9 fails on this graph without a word in TFLite's log.</summary>
    [Fact]
    public void Xnnpack_that_fails_in_silence_has_a_reason_nevertheless()
    {
        var node = new TFLiteNode("RESHAPE", ("new_shape", new EquatableArray<long>([]))).Input(1, 1).Ints();
        using var file = new TemporaryFile(node.File([new TensorType(ElementType.Float32, Shape.Scalar)]), ".tflite");
        var engine = InferenceEngines.Get("tflite");
        if (engine.Probe().Problem is { } problem) Assert.Skip(problem);
        var error = Should.Throw<EngineException>(() => engine.Prepare(file.Path, new EngineOptions { Delegate = "xnnpack" }));
        error.Message.ShouldEndWith("XNNPACK failed on the model (TFLite gives no reason); use the delegate 'none'.");
    }
}
