namespace Sartor.Convert.Tests;

/// <summary>Tests that count what the whole process allocates; they run alone.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests;
