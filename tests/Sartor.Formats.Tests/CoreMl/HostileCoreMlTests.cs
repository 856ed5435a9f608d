using Sartor.Contracts;
using Sartor.Core;
using Sartor.Graph.Analysis;
using static Sartor.Formats.Tests.CoreMl.CoreMlPackages;

namespace Sartor.Formats.Tests.CoreMl;

/// <summary>Packages that are damaged or made to harm: each ends in one sentence that names the file, the place and what to do.</summary>
[Collection(nameof(AllocationTests))]
public sealed class HostileCoreMlTests
{
    [Fact]
    public void EveryTruncationOfTheModel_IsRefusedOrRead()
    {
        using var package = Whole();
        var model = File.ReadAllBytes(package.ModelPath);
        for (var length = 0; length < model.Length; length++)
        {
            File.WriteAllBytes(package.ModelPath, model[..length]);
            RefuseOrRead(package);
        }
    }

    [Fact]
    public void EveryTruncationOfTheWeights_IsRefused()
    {
        using var package = Whole();
        var weights = File.ReadAllBytes(package.WeightPath);
        // What fills the last blob up to a multiple is not read.
        for (var length = 0; length < 128 + (4 * 12); length++)
        {
            File.WriteAllBytes(package.WeightPath, weights[..length]);
            Refuse(package, "weight.bin");
        }
        File.Delete(package.WeightPath);
        Refuse(package, "which does not exist; get the whole folder");
    }

    [Theory]
    [InlineData("", "Manifest.json")]
    [InlineData("{", "names no model")]
    [InlineData("[]", "names no model")]
    [InlineData("{\"itemInfoEntries\":{}}", "names no model")]
    [InlineData("{\"rootModelIdentifier\":\"A\"}", "names no model")]
    [InlineData("{\"rootModelIdentifier\":7,\"itemInfoEntries\":{}}", "names no model")]
    public void DamagedManifest_IsRefused(string text, string problem)
    {
        using var package = Whole();
        File.WriteAllText(package.ManifestPath, text);
        Refuse(package, problem);
    }

    [Theory]
    [InlineData("../../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("com.apple.CoreML/../../../x")]
    [InlineData("com.apple.CoreML\\\\model.mlmodel")]
    public void PathOutOfTheFolder_IsNotFollowed(string path)
    {
        using var package = Whole();
        File.WriteAllText(package.ManifestPath, Manifest(path));
        Refuse(package, "not a plain path inside the folder");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Links_AreNotFollowed(int which)
    {
        using var package = Whole();
        using var elsewhere = new TemporaryFolder();
        string[] places = [package.ModelPath, package.WeightPath, package.ManifestPath, Path.GetDirectoryName(package.WeightPath)!];
        var target = Path.Combine(elsewhere.Path, "moved");
        Directory.Move(places[which], target);
        File.CreateSymbolicLink(places[which], target);
        Refuse(package, "lies behind a link");
    }

    [Fact]
    public void FolderWithoutAManifest_IsNoPackage()
    {
        using var package = Whole();
        File.Delete(package.ManifestPath);
        Refuse(package, "has no Manifest.json");
    }

    [Fact]
    public void OlderKinds_AreToldWithTheWayOut()
    {
        using var package = new CoreMlPackages();
        package.Write(new ProtoWriter().Varint(1, 4).Message(500, new ProtoWriter().Varint(5, 1)).Bytes);
        Refuse(package, "Sartor reads ML Programs");
        package.Write(new ProtoWriter().Varint(1, 4).Bytes);
        Refuse(package, "holds no model");
    }

    [Fact]
    public void Contradictions_AreNamed()
    {
        using (var twice = new CoreMlPackages().Input("x", Fp32, 1).Operation("relu", "x", Type(Fp32, 1), ("x", "x")).Save("x"))
            Refuse(twice, "'x': is made twice");
        using (var missing = new CoreMlPackages().Input("x", Fp32, 1).Operation("relu", "y", Type(Fp32, 1), ("x", "w")).Save("y"))
            Refuse(missing, "reads 'w', which nothing before it makes");
        using (var none = new CoreMlPackages().Input("x", Fp32, 1).Save())
            Refuse(none, "has no output");
        using (var other = new CoreMlPackages().Input("x", Fp32, 1).Save("z"))
            Refuse(other, "'z': is an output, and no operation makes it");
        using (var large = new CoreMlPackages().Input("x", Fp32, 1L << 40, 1L << 40).Save("x"))
            Refuse(large, "more elements than there can be");
        using var wrong = new CoreMlPackages().Input("x", Fp32, 1);
        wrong.Constant("w", Type(Fp32, 12), wrong.Stored(Type(Fp32, 13), 2, new byte[48])).Save("w");
        Refuse(wrong, "48 bytes of float32 are described at byte 64 where the program has float32[13]");
    }

    [Fact]
    public void Mutants_EndInOneSentenceOrAreRead()
    {
        using var package = Whole();
        var content = File.ReadAllBytes(package.ModelPath);
        new MutationFuzzer(41, MutationFuzzer.Count / 2).Run([("model", content)], path =>
        {
            File.Copy(path, package.ModelPath, overwrite: true);
            Look(package);
        }).ShouldBeEmpty();
    }

    [Fact]
    public void MutantsOfWeights_EndInOneSentenceOrAreRead()
    {
        using var package = Whole();
        var content = File.ReadAllBytes(package.WeightPath);
        new MutationFuzzer(42, MutationFuzzer.Count / 4).Run([("weights", content)], path =>
        {
            File.Copy(path, package.WeightPath, overwrite: true);
            Look(package);
        }).ShouldBeEmpty();
    }

    [Fact]
    public void Version_that_nobody_knows_is_refused() => Refuse(
        new CoreMlPackages { Version = 99 }.Input("x", Fp32, 1, 3).Operation("relu", "y", Type(Fp32, 1, 3), ("x", "x")).Save("y"),
        "is of version 99 of Core ML's specification, and Sartor knows those up to 10");

    private static CoreMlPackages Whole()
    {
        var package = new CoreMlPackages().Input("x", Fp32, 1, 3, 4, 4);
        var kernel = Type(Fp32, 4, 3, 1, 1);
        return package.Constant("w", kernel, package.Stored(kernel, 2, new byte[48])).Constant("s", Type(I32, 2), Ints(1, 1))
            .Constant("g", Type(I32), Int(1)).Constant("v", Type(Str), Words("valid")).Constant("k", Type(Bit), Flag(true))
            .Operation(
                "conv", "c", Type(Fp32, 1, 4, 4, 4), ("x", "x"), ("weight", "w"), ("strides", "s"), ("pad_type", "v"), ("groups", "g"))
            .Constant("a", Type(I32, 2), Ints(2, 3)).Operation("reduce_mean", "m", Type(Fp32, 1, 4, 1, 1), ("x", "c"), ("axes", "a"),
                ("keep_dims", "k"))
            .Operation("concat", "y", Type(Fp32, 1, 8, 1, 1), ("values", "m m"), ("axis", "g")).Save("y");
    }

    private static void Look(CoreMlPackages package)
    {
        using var model = package.Open();
        GraphAnalysis.Of(model.Graph);
        GraphFingerprint.Of(model.Graph);
    }

    private static void Refuse(CoreMlPackages package, string problem)
    {
        var error = Should.Throw<SartorException>(() => package.Open());
        error.Message.ShouldContain(problem);
        error.Message.ShouldNotContain("\n");
    }

    private static void RefuseOrRead(CoreMlPackages package)
    {
        try
        {
            using var model = package.Open();
        }
        catch (SartorException e)
        {
            e.Message.ShouldNotContain("\n");
        }
    }
}
