using Sartor.Core;

namespace Sartor.Lab.Devices;

/// <summary>
/// A lock that is an open file, which the system gives up when its process ends in whatever way, and a file beside it that says who has it.
/// </summary>
internal static class OwnerFile
{
    private const int Tries = 10;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(30);

    /// <summary>Takes the lock. Whoever asks whether it is free has it for a moment, which is waited for.</summary>
    /// <exception cref="IOException">Another process has it.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be opened.</exception>
    public static FileStream Open(string path)
    {
        using var pause = new ManualResetEventSlim();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (IOException) when (attempt < Tries && File.Exists(path))
            {
                pause.Wait(s_pause);
            }
        }
    }

    /// <summary>Whether a process has the lock now.</summary>
    public static bool IsHeld(string path)
    {
        if (!File.Exists(path)) return false;
        try
        {
            using var free = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            return false;
        }
        catch (IOException)
        {
            return File.Exists(path);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Says that this process has the lock.</summary>
    /// <param name="path">The file beside it.</param>
    /// <param name="owner">What it is, in a few words; may be empty.</param>
    public static void Write(string path, string owner)
    {
        var process = $"process {Environment.ProcessId}";
        File.WriteAllText(path, PrintableText.OfLine(owner.Length == 0 ? process : $"{owner} ({process})"));
    }

    /// <summary>Who has the lock, in a few words.</summary>
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path) is { Length: > 0 and < 1000 } owner ? PrintableText.OfLine(owner) : "another program";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "another program";
        }
    }
}
