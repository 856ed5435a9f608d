namespace Sartor.Lab.Torch;

/// <summary>One network of a LEMUR folder.</summary>
/// <param name="Name">Of its file, without <c>.py</c>.</param>
/// <param name="Problem">Why there is no ONNX file, one sentence; null where there is one.</param>
/// <param name="IsKept">Whether the ONNX file was there already.</param>
public sealed record LemurNetwork(string Name, string? Problem, bool IsKept);
