namespace Sartor.Formats;

/// <summary>What a file says to task libraries, such as MediaPipe's image classifier: how images are fed, and names of classes.</summary>
public sealed record TaskMetadata
{
    /// <summary>The file that holds the names of classes, inside the model file.</summary>
    public const string LabelsFile = "labels.txt";

    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Which input takes images, <c>[1,H,W,C]</c>.</summary>
    public int ImageInput { get; init; }

    /// <summary>Subtracted from pixels 0..255, one for each channel of the input; empty where the input takes pixels as they are.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [];

    /// <summary>Divided by; as many as <see cref="Mean"/>.</summary>
    public IReadOnlyList<float> Std { get; init; } = [];

    /// <summary>Which output has one score for each class.</summary>
    public int LabelOutput { get; init; }

    /// <summary>Names of the classes; empty for none.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];
}
