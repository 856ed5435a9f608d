namespace Sartor.Cli.Inspection;

/// <summary>An input or output; the shape is null where it is unknown.</summary>
internal sealed record InspectedTensor(string Name, string ElementType, IReadOnlyList<long>? Shape)
{
    public override string ToString() => $"{Name}: {ElementType}{(Shape is null ? " of unknown shape" : $"[{string.Join(',', Shape)}]")}";
}
