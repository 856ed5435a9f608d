namespace Sartor.Results.Records;

/// <summary>One of two results that are compared.</summary>
public sealed record ComparedRun
{
    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary>Version of Sartor that made it.</summary>
    public required string SartorVersion { get; init; }

    /// <summary>When its run began, in UTC.</summary>
    public required DateTimeOffset StartedUtc { get; init; }

    /// <summary>Processor and system that it was measured on.</summary>
    public required string Device { get; init; }
}
