namespace Sartor.Results.Records;

/// <summary>A result with measurements, and where it lies.</summary>
/// <param name="File">Its file.</param>
/// <param name="Document">A <see cref="FitResult"/>, <see cref="BenchResult"/> or <see cref="BenchSet"/>.</param>
public sealed record MeasuredResult(string File, IResultDocument Document);
