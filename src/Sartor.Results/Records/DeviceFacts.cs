namespace Sartor.Results.Records;

/// <summary>A machine that trials ran on.</summary>
public sealed record DeviceFacts
{
    /// <summary>Address as <c>--device</c> takes it: <c>host</c>, or <c>exec:COMMAND</c> without the folders in it.</summary>
    public required string Address { get; init; }

    /// <summary>Name of the processor as the system states it.</summary>
    public required string Cpu { get; init; }

    /// <summary>Instruction-set extensions that kernels use: <c>avx2</c>, <c>avx512f</c>, <c>vnni</c>, <c>neon</c>, …</summary>
    public required IReadOnlyList<string> CpuFeatures { get; init; }

    /// <summary>Logical cores that the process may use.</summary>
    public required int Cores { get; init; }

    /// <summary>Main memory; null if the system does not report it.</summary>
    public required long? MemoryBytes { get; init; }

    /// <summary>Operating system with its version.</summary>
    public required string Os { get; init; }

    /// <summary>Kernel release.</summary>
    public required string Kernel { get; init; }

    /// <summary>Architecture: <c>x64</c>, <c>arm64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>
    /// How the kernel sets the clock rate, e.g. <c>performance</c>; null where it does not say, and in files of earlier versions.
    /// </summary>
    public string? Governor { get; init; }
}
