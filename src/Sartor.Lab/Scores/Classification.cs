using Sartor.Core;

namespace Sartor.Lab.Scores;

/// <summary>Reads a class from the scores of a classifier.</summary>
internal static class Classification
{
    /// <summary>True for one vector of scores, whatever axes of extent 1 it has: not for maps, boxes or sequences.</summary>
    public static bool NamesClasses(Shape output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return output.ElementCount > 1 && output.Extents.Max() == output.ElementCount;
    }

    /// <summary>Index of the largest score; the first of equal ones; −1 when no score is a number.</summary>
    public static int Top1(ReadOnlySpan<float> scores)
    {
        var best = -1;
        for (var i = 0; i < scores.Length; i++)
        {
            if (!float.IsNaN(scores[i]) && (best < 0 || scores[i] > scores[best])) best = i;
        }
        return best;
    }
}
