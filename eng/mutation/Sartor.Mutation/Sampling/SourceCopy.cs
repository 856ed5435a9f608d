using System.Security.Cryptography;
using System.Text;
using Sartor.Mutation.Running;

namespace Sartor.Mutation.Sampling;

/// <summary>A copy of the repository's files outside it.</summary>
internal static class SourceCopy
{
    // What npm fetched; it is part of no commit.
    private const string Fetched = "native/node_modules";

    /// <summary>Every file that git knows or would add, as path from the root.</summary>
    /// <exception cref="MutationException">The folder is no work tree of git.</exception>
    public static async Task<IReadOnlyList<string>> FilesAsync(string root, CancellationToken stop)
    {
        string[] question = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        var listed = await Command.RunAsync("git", question, root, stop).ConfigureAwait(false);
        if (listed.ExitCode != 0) throw new MutationException($"git does not list the files of {root}.");
        // A file that was deleted and not committed is listed and not there.
        var paths = listed.Output.TrimEnd('\n').Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return [.. paths.Where(p => File.Exists(Path.Combine(root, p))).Order(StringComparer.Ordinal)];
    }

    /// <summary>A hash of the names and bytes of files.</summary>
    public static string Fingerprint(string root, IEnumerable<string> files, string and)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(and));
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(Path.Combine(root, file));
            hash.AppendData(Encoding.UTF8.GetBytes($"\0{file}\0{bytes.Length}\0"));
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    /// <summary>Copies files with their times, and what npm fetched where links can be made; else the build fetches it again.</summary>
    public static async Task CopyAsync(string root, IEnumerable<string> files, string target, CancellationToken stop)
    {
        foreach (var file in files)
        {
            var copy = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(root, file), copy, overwrite: true);
        }
        if (Directory.Exists(Path.Combine(root, Fetched)) && !OperatingSystem.IsWindows())
        {
            string[] link = ["-al", Path.Combine(root, Fetched), Path.Combine(target, Fetched)];
            await Command.RunAsync("cp", link, root, stop).ConfigureAwait(false);
        }
    }
}
