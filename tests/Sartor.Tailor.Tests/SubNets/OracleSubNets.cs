namespace Sartor.Tailor.Tests.SubNets;

/// <summary>The SubNets of python/export_subnets.py, where SARTOR_SUBNETS names their folder.</summary>
internal static class OracleSubNets
{
    /// <summary>The paths of a network's samples without their endings; the test is skipped where there are none.</summary>
    public static IReadOnlyList<string> Of(string name)
    {
        var folder = Environment.GetEnvironmentVariable("SARTOR_SUBNETS");
        string[] files = folder is null || !Directory.Exists(folder) ? [] : Directory.GetFiles(folder, $"{name}.*.output.npy");
        if (files.Length == 0)
            Assert.Skip($"SubNets of {name} are not here; run python/export_subnets.py and let SARTOR_SUBNETS name its output folder");
        return [.. files.Order(StringComparer.Ordinal).Select(file => file[..^".output.npy".Length])];
    }
}
