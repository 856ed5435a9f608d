namespace Sartor.Cli.Display;

/// <summary>A report of a trial, and what is wrong with it.</summary>
/// <param name="File">Its path.</param>
/// <param name="Problems">A sentence each; empty where all is well.</param>
internal sealed record CheckedReport(string File, IReadOnlyList<string> Problems);
