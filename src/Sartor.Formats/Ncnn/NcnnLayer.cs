namespace Sartor.Formats.Ncnn;

/// <summary>A layer as the text has it.</summary>
/// <param name="Type">Its type: <c>Convolution</c>.</param>
/// <param name="Name">Unique in a sound file.</param>
/// <param name="Bottoms">Names of the blobs that it reads.</param>
/// <param name="Tops">Names of the blobs that it makes.</param>
/// <param name="Parameters">Values by the number of the parameter: long, float, or lists of them.</param>
internal sealed record NcnnLayer(
    string Type, string Name, IReadOnlyList<string> Bottoms, IReadOnlyList<string> Tops, IReadOnlyDictionary<string, object> Parameters);
