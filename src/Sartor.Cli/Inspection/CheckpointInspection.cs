using Sartor.Core;
using Sartor.Formats.Checkpoints;
using Sartor.Results.Records;

namespace Sartor.Cli.Inspection;

/// <summary>The result of <c>sartor inspect</c> for a file of weights of PyTorch, of which nothing is executed.</summary>
internal sealed record CheckpointInspection : IResultDocument
{
    public static string CurrentSchema => "sartor.inspect-checkpoint/1";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The path as it was given.</summary>
    public required string File { get; init; }

    /// <summary>Its size.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>
    /// Elements of the weights, which are the tensors of <c>state_dict</c>, <c>model_state_dict</c> or <c>model</c>, or all where there is
    /// no such key; without the running statistics of normalizations. Weights that are shared count once.
    /// </summary>
    public required long Parameters { get; init; }

    /// <summary>All tensors, in the order of the file. A name has the keys that lead to it, with dots between them.</summary>
    public required IReadOnlyList<TensorFacts> Tensors { get; init; }

    /// <summary>The first hundred values that are no tensors, by such names.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="SartorException">It is damaged, has no tensors, or would run code.</exception>
    public static CheckpointInspection Of(string path)
    {
        var checkpoint = Checkpoint.Read(path);
        if (checkpoint.Tensors.Count == 0)
            throw new ModelFormatException(path, null, "is a PyTorch file without tensors; give the one that the weights were saved to");
        var values = new Dictionary<string, string>();
        foreach (var (name, text) in checkpoint.Values) values.TryAdd(name, text);
        return new CheckpointInspection
        {
            File = path,
            SizeBytes = checkpoint.SizeBytes,
            Parameters = checkpoint.Parameters,
            Tensors =
            [
                .. checkpoint.Tensors.Select(tensor => new TensorFacts
                {
                    Name = tensor.Name,
                    ElementType = tensor.Type.Element.Label(),
                    Shape = tensor.Type.Shape!.Extents,
                }),
            ],
            Values = values,
        };
    }
}
