using System.IO.Compression;
using System.Text;
using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.Checkpoints;

namespace Sartor.Formats.Tests.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    // {"w": a tensor of 2·3 in the storage 0}
    private const string Pickle = "}U\u0001wctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\nFloatStorage\nU\u00010U\u0003cpu"
        + "K\u0006tQK\0K\u0002K\u0003\u0086K\u0003K\u0001\u0086\u0089}tRs.";

    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "w.pt");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("torch.save(m.state_dict(), 'w.pt')")]
    [InlineData("torch.save(m.state_dict(), 'w.pt', pickle_protocol=4)")]
    [InlineData("torch.save(m.state_dict(), 'w.pt', _use_new_zipfile_serialization=False)")]
    public void Tensors_are_those_that_PyTorch_saved(string save)
    {
        var printed = PyTorch.Run(
            $"m = networks.Net(3); {save}\nfor n, t in m.state_dict().items(): print(n, str(t.dtype)[6:], list(t.shape))\n"
            + "print(sum(p.numel() for p in m.parameters()))", _folder.Path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Checkpoint.Detect(File).ShouldBeTrue();
        var checkpoint = Checkpoint.Read(File);
        // The first line is the module's own.
        checkpoint.Tensors.Select(t => $"{t.Name} {t.Type.Element.Label()} [{string.Join(", ", t.Type.Shape!.Extents)}]")
            .ShouldBe(printed[1..^1]);
        checkpoint.Parameters.ToString().ShouldBe(printed[^1]);
    }

    [Fact]
    public void Checkpoint_with_optimizer_types_and_shared_weights_is_read()
    {
        PyTorch.Run(
            "m = networks.Text(); w = m.table.weight; o = torch.optim.Adam(m.parameters()); m(torch.zeros(1, 2).long())['scores'].sum()"
            + ".backward(); o.step()\n"
            + "torch.save({'epoch': 7, 'loss': 0.25, 'best': None, 'model': {**m.state_dict(), 'tied': w.data},"
            + " 'optimizer': o.state_dict(), 'half': torch.zeros(2, 3).half().t(), 'b': torch.zeros(2, dtype=torch.bfloat16),"
            + " 'p': torch.nn.Parameter(torch.ones(4)), 'size': w.shape, 'device': w.device, 'type': w.dtype}, 'w.pt')", _folder.Path);
        var checkpoint = Checkpoint.Read(File);
        checkpoint.Parameters.ShouldBe((50 * 8) + (8 * 3) + 3);
        checkpoint.Values.ShouldContain(new KeyValuePair<string, string>("epoch", "7"));
        checkpoint.Values.ShouldContain(new KeyValuePair<string, string>("loss", "0.25"));
        checkpoint.Values.ShouldContain(new KeyValuePair<string, string>("best", "None"));
        checkpoint.Tensors.Single(t => t.Name == "half").Type.ShouldBe(new TensorType(ElementType.Float16, new Shape(3, 2)));
        checkpoint.Tensors.Single(t => t.Name == "b").Type.Element.ShouldBe(ElementType.BFloat16);
        checkpoint.Tensors.Single(t => t.Name == "p").Type.Shape.ShouldBe(new Shape(4));
        checkpoint.Tensors.Count(t => t.Name.StartsWith("optimizer.state.0.", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public void Whole_model_is_refused_with_the_classes_that_it_names()
    {
        PyTorch.Run("torch.save(networks.make(), 'w.pt')", _folder.Path);
        Checkpoint.Detect(File).ShouldBeTrue();
        Refused().ShouldContain(
            "would run torch.nn.modules.container.Sequential, torch.nn.modules.flatten.Flatten, torch.nn.modules.linear.Linear");
    }

    [Fact]
    public void Script_is_no_file_of_weights()
    {
        PyTorch.Run("torch.jit.script(networks.make()).save('w.pt')", _folder.Path);
        Checkpoint.Detect(File).ShouldBeFalse();
        Checkpoint.DetectScript(File).ShouldBeTrue();
        PyTorch.Run("torch.save(networks.make().state_dict(), 'w.pt')", _folder.Path);
        Checkpoint.DetectScript(File).ShouldBeFalse();
        Checkpoint.DetectScript(TestFiles.Data("tiny", "dense.onnx")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Archive_is_read(CompressionLevel level)
    {
        Write(level, ("a/data.pkl", Encoding.Latin1.GetBytes(Pickle)), ("a/data/0", new byte[24]));
        Checkpoint.Read(File).Tensors.ShouldBe([new CheckpointTensor("w", new TensorType(ElementType.Float32, new Shape(2, 3)), "0", 0)]);
    }

    [Fact]
    public void Storage_has_to_be_there_and_of_its_size()
    {
        Write(CompressionLevel.NoCompression, ("a/data.pkl", Encoding.Latin1.GetBytes(Pickle)));
        Refused().ShouldContain("storage '0': is missing");
        Write(CompressionLevel.NoCompression, ("a/data.pkl", Encoding.Latin1.GetBytes(Pickle)), ("a/data/0", new byte[20]));
        Refused().ShouldContain("storage '0': has 20 B, but is said to have 24 B");
    }

    // 1 GB of zeros in 1 MB: neither the pickle nor a storage is unpacked.
    [Fact]
    public void Bombs_are_not_unpacked()
    {
        var zeros = new byte[1 << 27];
        Write(CompressionLevel.Optimal, ("a/data.pkl", zeros));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Refused().ShouldContain("'a/data.pkl' has 134 MB; at most 16.8 MB are read");
        Write(CompressionLevel.Optimal, ("a/data.pkl", Encoding.Latin1.GetBytes(Pickle)), ("a/data/0", zeros));
        Refused().ShouldContain("storage '0': has 134 MB, but is said to have 24 B");
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(1 << 24);
    }

    // The directory says 60 bytes, and there are more.
    [Fact]
    public void Content_that_is_longer_than_its_directory_says_is_refused()
    {
        Write(CompressionLevel.Optimal, ("a/data.pkl", new byte[100_000]));
        var bytes = System.IO.File.ReadAllBytes(File);
        var at = bytes.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(at + 24), 60u);
        System.IO.File.WriteAllBytes(File, bytes);
        Refused().ShouldContain("does not unpack to the 60 B that its directory says");
    }

    [Fact]
    public void Name_that_stands_twice_is_refused()
    {
        Write(CompressionLevel.NoCompression, ("a/data.pkl", Encoding.Latin1.GetBytes(Pickle)), ("a/data.pkl", [(byte)'N', (byte)'.']));
        Refused().ShouldContain("has 'a/data.pkl' twice");
    }

    // Lists of two that hold each other, 2²⁸ of them at the end, and one that holds itself.
    [Fact]
    public void Values_that_refer_to_each_other_are_visited_once()
    {
        var doubling = new StringBuilder("]q\0");
        for (var i = 0; i < 28; i++) doubling.Append("](h\0h\0eq\0");
        // A list is left on the stack for each step, so all go into one.
        Write(CompressionLevel.NoCompression, ("a/data.pkl", Encoding.Latin1.GetBytes($"({doubling}]q\u0001h\u0001at.")));
        Checkpoint.Read(File).Tensors.ShouldBeEmpty();
    }

    [Fact]
    public void Archive_that_is_cut_or_changed_is_refused_or_read()
    {
        Write(CompressionLevel.Optimal, ("a/data.pkl", Encoding.Latin1.GetBytes(Pickle)), ("a/data/0", new byte[24]));
        var sound = System.IO.File.ReadAllBytes(File);
        var random = new Random(5);
        for (var i = 0; i < 3000; i++)
        {
            var bytes = i % 3 == 0 ? sound[..random.Next(1, sound.Length)] : sound.ToArray();
            for (var k = 0; k < i % 3; k++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            System.IO.File.WriteAllBytes(File, bytes);
            try
            {
                Checkpoint.Read(File);
            }
            catch (ModelFormatException)
            {
            }
        }
    }

    private string Refused() => Should.Throw<ModelFormatException>(() => Checkpoint.Read(File)).Message;

    private void Write(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        System.IO.File.Delete(File);
        using var archive = ZipFile.Open(File, ZipArchiveMode.Create);
        foreach (var (name, content) in entries)
        {
            using var stream = archive.CreateEntry(name, level).Open();
            stream.Write(content);
        }
    }
}
