namespace Sartor.Lab.Devices;

/// <summary>A program on a machine behind a shell.</summary>
/// <param name="Path">Where it lies there.</param>
/// <param name="Start">The script that becomes its process.</param>
internal sealed record RemoteProgram(string Path, string Start);
