namespace Sartor.Workers.Protocol;

/// <summary>What a machine says of itself.</summary>
/// <param name="Cpu">Name of the processor; <c>unknown</c> where the system does not say.</param>
/// <param name="CpuFeatures">Instruction-set extensions that kernels choose by, in ordinal order: <c>avx2</c>, <c>asimddp</c>, …</param>
/// <param name="Cores">Logical cores that this process may use.</param>
/// <param name="MemoryBytes">Main memory; null where the system does not say.</param>
/// <param name="Os">Operating system with its version.</param>
/// <param name="Kernel">Kernel release.</param>
/// <param name="Architecture"><c>x64</c>, <c>arm64</c>, …</param>
/// <param name="Runtime">The runtime of the worker, e.g. <c>.NET 10.0.1</c>.</param>
/// <param name="Governor">How the kernel sets the clock rate, e.g. <c>performance</c>; null where it does not say.</param>
public sealed record DeviceDescription(
    string Cpu,
    EquatableArray<string> CpuFeatures,
    int Cores,
    long? MemoryBytes,
    string Os,
    string Kernel,
    string Architecture,
    string Runtime,
    string? Governor);
