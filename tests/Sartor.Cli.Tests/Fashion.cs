using Sartor.Contracts;

namespace Sartor.Cli.Tests;

/// <summary>The demo of the repository.</summary>
internal static class Fashion
{
    /// <summary>A network of 114,618 parameters that takes <c>[1,1,28,28]</c>.</summary>
    public static string Model { get; } = Path.Combine(TestFiles.Root, "samples", "fashion", "model.onnx");

    /// <summary>1,000 labelled images, of which PyTorch names 942 right.</summary>
    public static string Data { get; } = Path.Combine(TestFiles.Root, "samples", "fashion");
}
