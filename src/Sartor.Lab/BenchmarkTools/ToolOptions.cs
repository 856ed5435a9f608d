namespace Sartor.Lab.BenchmarkTools;

/// <summary>What a user says of benchmark tools of other makers.</summary>
public sealed record ToolOptions
{
    /// <summary>TensorFlow Lite's <c>benchmark_model</c> for the device; null for none.</summary>
    public UserProgram? BenchmarkModel { get; init; }

    /// <summary>What names it in messages.</summary>
    public string Option { get; init; } = "--benchmark-model";

    /// <summary>Whether the models were compared with their sources on the device, by a worker of Sartor; default false.</summary>
    public bool IsVerified { get; init; }
}
