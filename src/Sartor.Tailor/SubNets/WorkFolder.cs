using Sartor.Core;

namespace Sartor.Tailor.SubNets;

/// <summary>Folders that keep what was measured.</summary>
internal static class WorkFolder
{
    /// <summary>Makes one, if it is not there.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="OutputException">It cannot be made.</exception>
    public static string Create(string path)
    {
        try
        {
            return Directory.CreateDirectory(path).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(path, $"the folder cannot be made ({IoReason.Of(e)}); name another one", e);
        }
    }
}
