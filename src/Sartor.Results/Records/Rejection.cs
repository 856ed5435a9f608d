namespace Sartor.Results.Records;

/// <summary>A variant or trial that was not recommended.</summary>
/// <param name="What">Name of the variant, or of the trial as variant · engine/delegate.</param>
/// <param name="Why">What spoke against it, in a sentence.</param>
public sealed record Rejection(string What, string Why);
