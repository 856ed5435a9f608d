namespace Sartor.Workers.Client;

/// <summary>The files of one model on this machine.</summary>
/// <param name="Path">The model's own file.</param>
/// <param name="Companions">Files that it needs beside it, such as external data; empty for most models.</param>
public sealed record ModelFiles(string Path, EquatableArray<ModelCompanion> Companions);

/// <summary>A file that a model needs beside it.</summary>
/// <param name="Name">Relative to the model's folder, with <c>/</c> between its parts, as the model itself names it.</param>
/// <param name="Path">Where it lies on this machine.</param>
public sealed record ModelCompanion(string Name, string Path);
