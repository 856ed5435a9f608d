namespace Sartor.Cli.Inspection;

/// <summary>All models of a folder, by path; files that are no models are counted.</summary>
internal sealed record FolderInspection(string Folder, IReadOnlyList<ModelInspection> Models, int OtherFiles);
