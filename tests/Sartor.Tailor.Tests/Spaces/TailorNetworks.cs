namespace Sartor.Tailor.Tests.Spaces;

/// <summary>The networks of python/export_tailor.py, where SARTOR_TAILOR_NETWORKS names their folder.</summary>
internal static class TailorNetworks
{
    /// <summary>The file of a network; the test is skipped where it is not here.</summary>
    public static string Path(string name)
    {
        var path = System.IO.Path.Combine(Environment.GetEnvironmentVariable("SARTOR_TAILOR_NETWORKS") ?? "", $"{name}.onnx");
        if (!File.Exists(path))
            Assert.Skip($"{name} is not here; run python/export_tailor.py and let SARTOR_TAILOR_NETWORKS name its output folder");
        return path;
    }
}
