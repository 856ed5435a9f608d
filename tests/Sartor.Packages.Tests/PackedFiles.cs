using System.Runtime.InteropServices;

namespace Sartor.Packages.Tests;

/// <summary>What eng/pack.sh made, where SARTOR_PACKAGES names its folder.</summary>
internal static class PackedFiles
{
    /// <summary>The kind of this machine, as .NET names it.</summary>
    public static string Rid => RuntimeInformation.RuntimeIdentifier;

    /// <summary>The folder of the packages; skips the test where there is none.</summary>
    public static string Folder()
    {
        var folder = Environment.GetEnvironmentVariable("SARTOR_PACKAGES");
        if (folder is null || !Directory.Exists(folder))
            Assert.Skip("there are no packages; run eng/pack.sh and let SARTOR_PACKAGES name artifacts/packages");
        return Path.GetFullPath(folder);
    }

    /// <summary>The one file of a pattern.</summary>
    public static string File(string pattern) => Directory.GetFiles(Folder(), pattern).ShouldHaveSingleItem();

    /// <summary>The version that was packed.</summary>
    public static string Version()
    {
        var name = Path.GetFileNameWithoutExtension(File($"sartor.{Rid}.*.nupkg"));
        return name[$"sartor.{Rid}.".Length..];
    }
}
