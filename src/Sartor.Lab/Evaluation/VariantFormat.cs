namespace Sartor.Lab.Evaluation;

/// <summary>The format that variants are written in.</summary>
internal static class VariantFormat
{
    /// <summary>By the name that Sartor.Formats uses.</summary>
    public const string Name = "tflite";
}
