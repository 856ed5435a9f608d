namespace Sartor.Lab.BenchmarkTools;

/// <summary>A delegate of TensorFlow Lite's benchmark tool.</summary>
/// <param name="Name">As Sartor names it.</param>
/// <param name="LogName">As the tool's log does; null for its own kernels.</param>
/// <param name="Flags">What asks for it, and for nothing else: XNNPACK would else take what another delegate leaves.</param>
internal sealed record ToolDelegate(string Name, string? LogName, IReadOnlyList<string> Flags)
{
    /// <summary>The format of the models that the tool runs.</summary>
    public const string Format = "tflite";

    /// <summary>All of them; the first is the default.</summary>
    public static IReadOnlyList<ToolDelegate> All { get; } =
    [
        new("xnnpack", "XNNPACK", ["--use_xnnpack=true"]),
        new("none", null, ["--use_xnnpack=false"]),
        new("gpu", "GPU", ["--use_gpu=true", "--use_xnnpack=false"]),
        new("nnapi", "NNAPI", ["--use_nnapi=true", "--use_xnnpack=false"]),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(known => known.Name)];

    /// <summary>The one of that name, which there is.</summary>
    public static ToolDelegate Of(string name) => All.First(known => known.Name == name);
}
