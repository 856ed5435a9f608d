namespace Sartor.Formats.CoreMl.Mil;

/// <summary>What Core ML takes.</summary>
internal static class MilLimits
{
    /// <summary>Most axes of a tensor.</summary>
    public const int MostAxes = 5;

    /// <summary>Constants of so many elements lie in the file of weights; smaller ones in the program.</summary>
    public const int SmallestBlob = 10;
}
