using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.TFLite;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Shapes;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Tests.Evaluation;

public sealed class EvaluationInputsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Outputs_that_do_not_have_the_batch_of_the_inputs_are_refused()
    {
        var graph = new ModelGraph("batch");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(2, 8, 8, 3)));
        graph.Outputs.Add(graph.Add(new Reshape([384]), [x], "y").Output);
        var path = Path.Combine(_folder.Path, "batch.tflite");
        using (var stream = File.Create(path)) TFLiteWriter.Write(graph, stream, TFLiteWriteOptions.Default);

        var error = Should.Throw<UnsupportedModelException>(
            () => EvaluationInputs.Open(
                new InputOptions { ModelPath = path, DataPath = Path.Combine(TestFiles.Root, "samples", "fashion") }));

        error.Message.ShouldContain("output 'y': is [384], and the inputs take 2 samples at a time");
        error.Message.ShouldContain("--input-shape x=1,8,8,3");
    }
}
