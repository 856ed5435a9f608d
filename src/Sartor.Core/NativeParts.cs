using System.Reflection;
using System.Runtime.InteropServices;

namespace Sartor.Core;

/// <summary>
/// Finds the native libraries that the build puts into the folder <c>native/</c> beside the program; the environment variable
/// <c>SARTOR_NATIVE</c> names another folder. Nothing is ever taken from the system's library path.
/// </summary>
public static class NativeParts
{
    /// <summary>The folder that is searched.</summary>
    public static string Folder =>
        Environment.GetEnvironmentVariable("SARTOR_NATIVE") is { Length: > 0 } folder ? folder : FolderOf(AppContext.BaseDirectory);

    /// <summary>
    /// The folder of a program's native libraries: <c>native/</c> beside it. A worker in <c>runners/RID/</c> of a package has none of its
    /// own and takes the package's.
    /// </summary>
    /// <param name="program">The folder of the program.</param>
    public static string FolderOf(string program)
    {
        var own = Path.Combine(program, "native");
        if (Directory.Exists(own)) return own;
        var runners = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(program)));
        if (Path.GetFileName(runners) != "runners") return own;
        var shared = Path.Combine(Path.GetDirectoryName(runners)!, "native");
        return Directory.Exists(shared) ? shared : own;
    }

    /// <summary>The full path of the first of these files that exists, or null.</summary>
    /// <param name="patterns">File names of all platforms; one <c>*</c> stands for a version, e.g. <c>libvips.so.*</c>.</param>
    public static string? Find(params ReadOnlySpan<string> patterns)
    {
        if (!Directory.Exists(Folder)) return null;
        foreach (var pattern in patterns)
        {
            var found = Directory.GetFiles(Folder, pattern);
            if (found.Length == 0) continue;
            Array.Sort(found, StringComparer.Ordinal);
            return Path.GetFullPath(found[^1]);
        }
        return null;
    }

    /// <summary>Why a part is not usable here, and how to get it; null where the file is there.</summary>
    public static string? Missing(params ReadOnlySpan<string> patterns) => Find(patterns) is not null
        ? null
        : $"its native library ({string.Join(" or ", patterns)}) is not in {Folder}; build Sartor with `dotnet build` on a machine "
          + "with Node.js (linux-x64, linux-arm64, osx-arm64 or win-x64), or let SARTOR_NATIVE name the folder that has it";

    /// <summary>
    /// Lets the <c>LibraryImport</c>s of an assembly load native parts. Call it once for each assembly, before its first import.
    /// </summary>
    /// <param name="assembly">The assembly that has the imports.</param>
    /// <param name="libraries">Patterns for <see cref="Find"/> by the name that the imports use; other names are loaded as usual.</param>
    /// <param name="own">The path of a library of the user's own in the place of one of these; null for none.</param>
    /// <exception cref="EngineException">From an import: the library is missing or cannot be loaded.</exception>
    public static void Resolve(
        Assembly assembly, IReadOnlyDictionary<string, string[]> libraries, Func<string, string?>? own = null)
    {
        ArgumentNullException.ThrowIfNull(libraries);
        NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => libraries.TryGetValue(name, out var patterns)
            ? Load(name, own?.Invoke(name), patterns)
            : 0);
    }

    private static nint Load(string name, string? own, string[] patterns)
    {
        var path = own ?? Find(patterns) ?? throw new EngineException(name, Missing(patterns)!);
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            var remedy = own is null ? "delete native/node_modules and build again" : "give one for this machine";
            throw new EngineException(
                name, $"{path} cannot be loaded ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')}); it may be of another kind of machine: "
                + remedy, e);
        }
    }
}
