namespace Sartor.Engines;

/// <summary>
/// Where the part that talks to libtorch lies. It is optional, and the build does not make it: the variable names its file, or it is in
/// the folder of native libraries, or <c>eng/build-torch.sh</c> made it in the source tree that the program lies in.
/// </summary>
internal static class TorchLibrary
{
    public const string FileName = "libsartortorch.so";
    public const string Variable = "SARTOR_TORCH_LIBRARY";

    private static readonly string s_inTree = Path.Combine("artifacts", "torch", FileName);

    /// <summary>Its path, of a file that is there.</summary>
    /// <param name="problem">Where there is none: why, and how to get it, without a full stop.</param>
    public static string? Find(out string? problem) =>
        Find(Environment.GetEnvironmentVariable(Variable), NativeParts.Folder, AppContext.BaseDirectory, out problem);

    /// <summary>The same with what the environment says.</summary>
    /// <param name="named">What the variable names; null or empty for nothing.</param>
    /// <param name="native">The folder of native libraries.</param>
    /// <param name="program">The folder of the program.</param>
    /// <param name="problem">As above.</param>
    internal static string? Find(string? named, string native, string program, out string? problem)
    {
        problem = null;
        if (!string.IsNullOrEmpty(named))
        {
            if (File.Exists(named)) return Path.GetFullPath(named);
            problem = $"{Variable} names {Path.GetFullPath(named)}, and there is no such file; correct it, or remove the variable";
            return null;
        }
        if (Candidates(native, program).FirstOrDefault(File.Exists) is { } found) return Path.GetFullPath(found);
        problem = $"its part {FileName} is not there; where libtorch is (Debian: apt-get install libtorch-dev g++), build it with "
            + $"`eng/build-torch.sh` of Sartor's source tree, or let {Variable} name it";
        return null;
    }

    private static IEnumerable<string> Candidates(string native, string program)
    {
        yield return Path.Combine(native, FileName);
        for (var folder = new DirectoryInfo(program); folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, s_inTree);
    }
}
