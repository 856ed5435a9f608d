using System.Text.Json;

namespace Sartor.Packages.Tests;

/// <summary>Checks the folder that a demo wrote.</summary>
internal static class DemoResult
{
    /// <summary>It names a variant to ship, whose file is there, and there is a report.</summary>
    public static void ShouldBeComplete(string folder)
    {
        using var result = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "result.json")));
        var pick = result.RootElement.GetProperty("recommendation").GetProperty("pick").GetProperty("variant").GetString();
        var variant = result.RootElement.GetProperty("variants").EnumerateArray().Single(v => v.GetProperty("name").GetString() == pick);
        File.Exists(Path.Combine(folder, variant.GetProperty("file").GetString()!)).ShouldBeTrue();
        new FileInfo(Path.Combine(folder, "report.html")).Length.ShouldBeGreaterThan(100_000);
    }
}
