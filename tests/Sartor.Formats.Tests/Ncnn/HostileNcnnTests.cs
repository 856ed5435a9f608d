using System.Text;
using Sartor.Core;
using Sartor.Graph.Analysis;
using static Sartor.Formats.Tests.Ncnn.NcnnFiles;

namespace Sartor.Formats.Tests.Ncnn;

/// <summary>Files that are damaged or made to harm: each ends in one sentence that names the file, the place and what to do.</summary>
[Collection(nameof(AllocationTests))]
public sealed class HostileNcnnTests
{
    private const string Layers =
        "Input in 0 1 x 0=6 1=6 2=2\nConvolution c 1 1 x a 0=3 1=3 4=1 5=1 6=54 9=3 -23310=2,0.0,6.0e0\nSplit s 1 2 a b d\n"
        + "Pooling p 1 1 b e 0=0 1=2 2=2\nPooling q 1 1 d f 0=1 4=1\nInnerProduct i 1 1 f g 0=4 1=0 2=12\nSoftmax t 1 1 g y 0=0 1=1\n"
        + "Reshape r 1 1 e z 0=3 1=-1 2=3\n# outputs=y%20z\n# key=value";

    private static readonly byte[] s_weights = [.. Tagged(new float[54]), .. Plain(1, 2, 3), .. Halves(new float[12])];

    [Fact]
    public void WholeFiles_AreRead()
    {
        using var files = new NcnnFiles(Text(), s_weights);
        using var model = files.Open();
        model.Graph.Outputs.Select(o => o.Name).ShouldBe(["y", "z"]);
        model.Graph.Source.Metadata.ShouldBe(new Dictionary<string, string> { ["key"] = "value" });
    }

    [Fact]
    public void EveryTruncationOfTheText_IsRefusedOrRead()
    {
        for (var length = 0; length < Text().Length; length++)
        {
            using var files = new NcnnFiles("7", s_weights);
            File.WriteAllText(files.Path, Text()[..length]);
            RefuseOrRead(files);
        }
    }

    [Fact]
    public void EveryTruncationOfTheWeights_IsRefused()
    {
        for (var length = 0; length < s_weights.Length; length++)
        {
            using var files = new NcnnFiles(Text(), s_weights[..length]);
            Refuse(files, "net.bin");
        }
        using var longer = new NcnnFiles(Text(), [.. s_weights, 0, 0, 0, 0]);
        Refuse(longer, "4 bytes are left behind the weights of the last layer");
        using var none = new NcnnFiles(Text());
        Refuse(none, "put it beside the .param file");
    }

    [Theory]
    [InlineData("7767517\n", "line 2")]
    [InlineData("7767517\nmany 3\n", "line 2")]
    [InlineData("7767517\n2 2\nInput in 0 1 x 0=2\n", "says that it has 2 layers and has 1")]
    [InlineData("7767517\n99999999 2\nInput in 0 1 x 0=2\n", "says that it has 99999999 layers")]
    [InlineData("Input in 0 1 x 0=2\nReLU r 1 1 w y", "reads 'w', which no layer before it makes")]
    [InlineData("Input in 0 1 x 0=2\nReLU r 1 1 x x", "makes 'x', which another layer makes too")]
    [InlineData("Input in 0 1 x 0=2\nReLU r 1 2000000000 x y", "fewer blobs")]
    [InlineData("Input in 0 1 x 0=2\nReLU r -1 1 x y", "is not a layer")]
    [InlineData("Input in 0 1 x 0=2\nReLU r 1 1 x y 0=", "'0=' is not a parameter")]
    [InlineData("Input in 0 1 x 0=2\nReLU r 1 1 x y -23300=7,1", "is not a parameter")]
    [InlineData("Input in 0 1 x 0=2\nReLU r 1 1 x y 0=99999999999", "is not a parameter")]
    [InlineData("Input in 0 1 x 0=2\nReLU r 1 1 x y 0=nan", "'0=nan' is not a parameter")]
    [InlineData("Input in 0 1 x 0=2\nReLU r 1 1 x y 0=1e99", "'0=1e99' is not a parameter")]
    [InlineData("Input in 0 1 x 0=-2\nReLU r 1 1 x y", "negative extent")]
    [InlineData("Input in 0 1 x 0=2000000000 1=2000000000 2=2000000000\nFlatten f 1 1 x y", "more elements than there can be")]
    [InlineData("Input in 0 1 x 0=2\nConvolution c 1 1 x y 0=1 1=1 6=-4", "-4 elements")]
    [InlineData("Input in 0 1 x 0=2\nInnerProduct c 1 1 x y 0=1 2=2000000000", "put it beside")]
    [InlineData("Input in 0 1 x 0=2\nLSTM c 1 1 x y 0=1 1=8", "layers of type LSTM are not read")]
    [InlineData("nn.Conv2d c 1 1 x y", "is an operator of pnnx")]
    public void Damage_IsNamed(string text, string problem)
    {
        using var files = new NcnnFiles(text);
        Refuse(files, problem);
    }

    [Fact]
    public void WeightsInTables_AreRefusedByTheirNumber()
    {
        using var files = new NcnnFiles("Input in 0 1 x 0=2\nInnerProduct i 1 1 x y 0=1 2=2", [1, 2, 3, 4, 0, 0, 0, 0]);
        Refuse(files, "0x04030201");
    }

    [Fact]
    public void UnknownLayer_IsNamedWhereWeightsAreLeft()
    {
        using var files = new NcnnFiles("Input in 0 1 x 0=2\nYoloV9 q 1 1 x y 0=1", [0, 0, 0, 0]);
        Refuse(files, "YoloV9 ('q') may own them");
    }

    [Fact]
    public void BinaryForm_IsToldWithTheWayOut()
    {
        using var files = new NcnnFiles("7");
        File.WriteAllBytes(files.Path, [0xDD, 0x85, 0x76, 0, 1, 0, 0, 0]);
        Refuse(files, "binary form");
    }

    [Fact]
    public void Mutants_EndInOneSentenceOrAreRead() => new MutationFuzzer(31, MutationFuzzer.Count / 2).Run(
        [("text", Encoding.UTF8.GetBytes(Text()))], path =>
        {
            File.WriteAllBytes(Path.ChangeExtension(path, ".bin"), s_weights);
            Look(path);
        }).ShouldBeEmpty();

    [Fact]
    public void MutantsOfWeights_EndInOneSentenceOrAreRead() => new MutationFuzzer(32, MutationFuzzer.Count / 4).Run(
        [("weights", s_weights)], path =>
        {
            File.Copy(path, Path.ChangeExtension(path, ".bin"), overwrite: true);
            var text = Path.ChangeExtension(path, ".param");
            File.WriteAllText(text, Text());
            Look(text);
        }).ShouldBeEmpty();

    private static string Text() => Head(Layers).Replace("7767517\n10 ", "7767517\n8 ", StringComparison.Ordinal);

    private static void Look(string path)
    {
        using var model = ModelFormats.Open(path);
        GraphAnalysis.Of(model.Graph);
        GraphFingerprint.Of(model.Graph);
    }

    private static void Refuse(NcnnFiles files, string problem)
    {
        var error = Should.Throw<SartorException>(() => files.Open());
        error.Message.ShouldContain(problem);
        error.Message.ShouldNotContain("\n");
    }

    private static void RefuseOrRead(NcnnFiles files)
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
