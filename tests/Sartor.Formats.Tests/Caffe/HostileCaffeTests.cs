using System.Text;
using Sartor.Core;
using Sartor.Graph.Analysis;
using static Sartor.Formats.Tests.Caffe.CaffeFiles;

namespace Sartor.Formats.Tests.Caffe;

/// <summary>Files that are damaged or made to harm: each ends in one sentence that names the file, the place and what to do.</summary>
[Collection(nameof(AllocationTests))]
public sealed class HostileCaffeTests
{
    private const string Input = "input: \"x\" input_dim: 1 input_dim: 2 input_dim: 6 input_dim: 6\n";

    private const string Text = Input + """
        layer { name: "c" type: "Convolution" bottom: "x" top: "c"
          convolution_param { num_output: 3 kernel_size: 3 pad: 1 weight_filler { type: "xavier" } } }
        layer { name: "r" type: "ReLU" bottom: "c" top: "c" }
        layer { name: "p" type: "Pooling" bottom: "c" top: "p" pooling_param { pool: MAX kernel_size: 2 stride: 2 } }
        layer { name: "s" type: "Slice" bottom: "p" top: "a" top: "b" slice_param { axis: 1 slice_point: 1 } }
        layer { name: "k" type: "Concat" bottom: "b" bottom: "a" top: "k" }
        layer { name: "f" type: "InnerProduct" bottom: "k" top: "f" inner_product_param { num_output: 2 bias_term: false } }
        layer { name: "y" type: "Softmax" bottom: "f" top: "y" }
        """;

    [Fact]
    public void WholeFiles_AreRead()
    {
        using var files = new CaffeFiles(Text, Weights());
        using var model = files.Open();
        model.Graph.Outputs.ShouldHaveSingleItem().Type.Shape.ShouldBe(new Shape(1, 2));
    }

    [Fact]
    public void EveryTruncation_IsRefusedOrRead()
    {
        for (var length = 0; length < Text.Length; length++)
        {
            using var files = new CaffeFiles(Text[..length], Weights());
            RefuseOrRead(files);
        }
        var whole = Weights().Bytes;
        for (var length = 0; length < whole.Length; length++)
        {
            using var files = new CaffeFiles(Text);
            File.WriteAllBytes(files.Weights, whole[..length]);
            Should.Throw<SartorException>(() => files.Open()).Message.ShouldNotContain("\n");
        }
    }

    [Theory]
    [InlineData("layer { name: \"r\" type: \"ReLU\" bottom: \"w\" top: \"y\" }", "reads 'w', which no layer before it makes")]
    [InlineData("layer { name: \"r\" bottom: \"x\" top: \"y\" }", "has no type")]
    [InlineData("layer { name: \"r\" type: \"ReLU\" bottom: \"x\" top: \"y\" ", "a brace is not closed")]
    [InlineData("layer { name: \"r\" type: \"ReLU\" bottom: \"x\" top: \"y\" } }", "a brace closes nothing")]
    [InlineData("layer { name \"r\" }", "'name' has no value")]
    [InlineData("layer { name: \"r }", "a string has no end")]
    [InlineData(
        "layer { name: \"r\" type: \"ReLU\" bottom: \"x\" top: \"y\" } layer { name: \"s\" type: \"TanH\" bottom: \"x\" top: \"y\" }",
        "layer 's' (TanH): makes 'y', which another layer makes too")]
    [InlineData("layer { name: \"i\" type: \"Input\" top: \"z\" input_param { shape: { dim: 1 dim: 99999999999999999999999 } } }",
        "input 'z': its shape [1,99999999999999999999999] has what is not a number, or is too large")]
    [InlineData("layer { name: \"d\" type: \"Data\" top: \"z\" }", "deploy.prototxt")]
    [InlineData(
        "layer { name: \"c\" type: \"Convolution\" bottom: \"x\" top: \"y\" convolution_param { num_output: 1 kernel_size: 1 } }",
        "put it beside the .prototxt file")]
    public void Damage_IsNamed(string layer, string problem)
    {
        using var files = new CaffeFiles(Input + layer);
        var error = Should.Throw<SartorException>(() => files.Open());
        error.Message.ShouldContain(problem);
        error.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void DeepNesting_IsRefused()
    {
        using var files = new CaffeFiles(Input + string.Concat(Enumerable.Repeat("layer { ", 100_000)));
        Should.Throw<ModelFormatException>(() => files.Open()).Message.ShouldContain("nested more than 32 deep");
    }

    [Fact]
    public void WeightsOfWrongSize_LeaveTheLayerOpaqueOrAreRefused()
    {
        using var files = new CaffeFiles(Text, Layer(Layer(new ProtoWriter(), "c", ([4], [1, 2, 3, 4]), ([3], [1, 2, 3])), "f",
            ([2], [1, 2])));
        using (var model = files.Open()) GraphAnalysis.Of(model.Graph).OpaqueLayers.First().OpaqueReason!.ShouldContain(
            "has 4 values for [3,2,3,3]");
        using var shaped = new CaffeFiles(Text, Layer(new ProtoWriter(), "c", ([1 << 40, 1 << 40], [1, 2])));
        Should.Throw<ModelFormatException>(() => shaped.Open()).Message.ShouldContain("has 2 values");
    }

    [Fact]
    public void WeightsWithoutANetwork_AreToldWithTheWayOut()
    {
        using var files = new CaffeFiles(Text, Weights());
        File.Delete(files.Text);
        Should.Throw<SartorException>(() => ModelFormats.Open(files.Weights)).Message.ShouldContain("put the deploy.prototxt");
    }

    [Fact]
    public void SeveralWeights_AreAskedForByName()
    {
        using var files = new CaffeFiles(Text, Weights());
        File.Copy(files.Weights, files.Weights + "2.caffemodel");
        Should.Throw<SartorException>(() => files.Open()).Message.ShouldContain(
            "several .caffemodel files and none is called deploy.caffemodel");
    }

    [Fact]
    public void Mutants_EndInOneSentenceOrAreRead() => new MutationFuzzer(33, MutationFuzzer.Count / 2).Run(
        [("text", Encoding.UTF8.GetBytes(Text))], path =>
        {
            File.WriteAllBytes(Path.ChangeExtension(path, ".caffemodel"), Weights().Bytes);
            Look(path);
        }).ShouldBeEmpty();

    [Fact]
    public void MutantsOfWeights_EndInOneSentenceOrAreRead() => new MutationFuzzer(34, MutationFuzzer.Count / 4).Run(
        [("weights", Weights().Bytes)], path =>
        {
            var weights = Path.ChangeExtension(path, ".caffemodel");
            File.Copy(path, weights, overwrite: true);
            File.WriteAllText(Path.ChangeExtension(path, ".prototxt"), Text);
            Look(weights);
        }).ShouldBeEmpty();

    private static ProtoWriter Weights() => Layer(
        Layer(new ProtoWriter(), "c", ([3, 2, 3, 3], new float[54]), ([3], [1, 2, 3])), "f", ([2, 27], new float[54]));

    private static void Look(string path)
    {
        using var model = ModelFormats.Open(path);
        GraphAnalysis.Of(model.Graph);
        GraphFingerprint.Of(model.Graph);
    }

    private static void RefuseOrRead(CaffeFiles files)
    {
        try
        {
            using var model = files.Open();
        }
        catch (SartorException e)
        {
            e.Message.ShouldNotContain("\n");
        }
    }
}
