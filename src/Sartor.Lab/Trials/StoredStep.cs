namespace Sartor.Lab.Trials;

/// <summary>The outcome of a finished step, as a store keeps it.</summary>
/// <param name="MadeUtc">When the step was done, in UTC.</param>
/// <param name="Payload">What came of it, as JSON.</param>
/// <param name="FileSha256">Hash of the file that belongs to it, in lower-case hexadecimal digits; null where none does.</param>
public sealed record StoredStep(DateTimeOffset MadeUtc, string Payload, string? FileSha256 = null);
