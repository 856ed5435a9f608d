using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Spaces.Templates;
using Sartor.Tailor.SubNets;

namespace Sartor.Tailor.Tests.SubNets;

/// <summary>The sample SuperNet, trained on Fashion-MNIST, with its space or one that is small enough to try every network.</summary>
internal static class DemoSuperNet
{
    public static string Path { get; } = System.IO.Path.Combine(TestFiles.Root, "samples", "supernet", "model.onnx");

    public static SpaceFile Space { get; } = SpaceFileReader.Read(
        System.IO.Path.Combine(TestFiles.Root, "samples", "spaces", "fashion_mnist.toml"), BlockTemplates.All);

    public static SuperNet Open(int batch = 1) => Open(Space, batch);

    /// <summary>Two resolutions, at most one block fewer in each stage, nothing else: 16 networks.</summary>
    public static SuperNet OpenSmall(int batch = 1) => Open(SmallSpaces.Of(Space, 2, 1, 2, 1), batch);

    private static SuperNet Open(SpaceFile space, int batch) => SuperNet.Open(Path, space, new ModelReadOptions
    {
        InputShapes = new Dictionary<string, Shape> { ["input"] = new Shape(batch, 1, 28, 28) },
    });
}
