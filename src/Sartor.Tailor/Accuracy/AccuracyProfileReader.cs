using Sartor.Core;
using Sartor.Results;
using Sartor.Results.Records;

namespace Sartor.Tailor.Accuracy;

/// <summary>Reads the table that <c>sartor tailor accuracy</c> writes.</summary>
internal static class AccuracyProfileReader
{
    private const string Command = "sartor tailor accuracy";

    /// <exception cref="ResultFormatException">
    /// There is no such file, it is no such table, or it has counts that are none; the message names the first of them.
    /// </exception>
    public static AccuracyProfile Read(string path)
    {
        var profile = ResultJson.ReadDocument<AccuracyProfile>(path, Command);
        if (profile.Samples < 1)
            throw new ResultFormatException(path, $"'samples' is at least 1, not {profile.Samples}; run `{Command}` again");
        if (profile.Networks is not [{ Kind: "base" }, ..])
            throw new ResultFormatException(path, $"its first network is not the network itself; run `{Command}` again");
        for (var i = 0; i < profile.Networks.Count; i++)
        {
            var network = profile.Networks[i];
            if (network.Correct >= 0 && network.Correct <= profile.Samples && double.IsFinite(network.Loss)) continue;
            throw new ResultFormatException(
                path, $"networks[{i}]: 'correct' is between 0 and {profile.Samples}, and 'loss' a number; run `{Command}` again");
        }
        return profile;
    }
}
