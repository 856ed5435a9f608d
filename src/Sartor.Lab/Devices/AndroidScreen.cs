using System.Text.RegularExpressions;

namespace Sartor.Lab.Devices;

/// <summary>Asks Android's services about the screen.</summary>
internal static partial class AndroidScreen
{
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(20);

    // A phone's whole account of its power is long. Other machines have no such program.
    private const string Question = """
        command -v dumpsys >/dev/null 2>&1 || exit 0
        dumpsys power 2>/dev/null | grep -E 'Display Power: state=|mWakefulness='
        echo "screen=$(dumpsys deviceidle get screen 2>/dev/null)"
        """;

    /// <summary>Whether the screen of a machine is on; null where it does not say.</summary>
    /// <exception cref="Core.DeviceException">It does not answer.</exception>
    public static async Task<bool?> AskAsync(IRemoteShell shell, CancellationToken cancellation) =>
        Read(await shell.RunAsync(Question, null, s_answer, cancellation).ConfigureAwait(false));

    /// <summary>
    /// What an answer says. A display that dozes shows the time at most. An older Android tells only whether it is awake, or whether apps
    /// see the screen as on.
    /// </summary>
    public static bool? Read(string answer)
    {
        if (Display().Match(answer) is { Success: true } display) return display.Groups[1].Value == "ON";
        if (Wakefulness().Match(answer) is { Success: true } wakefulness) return wakefulness.Groups[1].Value is "Awake" or "Dreaming";
        return Apps().Match(answer) is { Success: true } apps ? apps.Groups[1].Value == "true" : null;
    }

    [GeneratedRegex(@"Display Power: state=(ON|OFF|DOZE)", RegexOptions.CultureInvariant)]
    private static partial Regex Display();

    [GeneratedRegex(@"mWakefulness=(Awake|Asleep|Dozing|Dreaming)", RegexOptions.CultureInvariant)]
    private static partial Regex Wakefulness();

    [GeneratedRegex(@"screen=(true|false)", RegexOptions.CultureInvariant)]
    private static partial Regex Apps();
}
