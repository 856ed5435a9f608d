namespace Sartor.Lab.Devices;

/// <summary>
/// Starts a program that ends with this one, in whatever way this one ends: for <c>sh -c</c>, with the program and its arguments behind a
/// name. Its standard input is a pipe from this program, which closes then; what the program prints is dropped, and its exit code kept.
/// </summary>
internal static class GuardScript
{
    // Where the program ends first, nobody may wait to end it: its number may be another process's by then.
    public const string Text = """
        trap '' INT TERM HUP
        exec 3<&0
        "$@" </dev/null >/dev/null 2>&1 3<&- & program=$!
        { cat >/dev/null; kill -9 $program; } <&3 & watch=$!
        wait $program
        code=$?
        kill -9 $watch
        exit $code
        """;

    /// <summary>
    /// As <see cref="Text"/>, for a program that starts others: all that it started ends with this program, but not with it, and what it
    /// prints goes to standard output.
    /// </summary>
    public const string OfGroup = """
        trap '' INT TERM HUP
        exec 3<&0
        ! command -v setsid >/dev/null || set -- setsid "$@"
        (trap - INT TERM HUP; exec "$@") </dev/null 2>&1 3<&- & program=$!
        exec >/dev/null 2>&1
        { cat >/dev/null; kill -9 -$program || kill -9 $program; } <&3 & watch=$!
        wait $program
        code=$?
        kill -9 $watch
        exit $code
        """;
}
