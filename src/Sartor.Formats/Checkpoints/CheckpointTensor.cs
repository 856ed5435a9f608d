using Sartor.Core;

namespace Sartor.Formats.Checkpoints;

/// <summary>A view of a part of a file of weights, by the keys that lead to it.</summary>
/// <param name="Name">Its keys, from the outermost, with dots between them: <c>state_dict.conv1.weight</c>.</param>
/// <param name="Type">Element type and shape.</param>
/// <param name="Storage">Which part of the file holds it; tensors that share one may be the same.</param>
/// <param name="Offset">Where it begins there, in elements.</param>
public sealed record CheckpointTensor(string Name, TensorType Type, string Storage, long Offset);
