namespace Sartor.Cli;

/// <summary>What a verb that makes one file says with <c>--json</c>.</summary>
internal sealed record WrittenFile(string File, long SizeBytes);
