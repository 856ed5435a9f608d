namespace Sartor.Cli;

/// <summary>What the process tells its caller; the same for all verbs (docs/command-line.md).</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Everything worked and the answer is "no": nothing meets the constraints, a verification failed.</summary>
    public const int AnswerIsNo = 1;

    /// <summary>An option, a file or the machine cannot be used; the error stream has the sentence that says what to do.</summary>
    public const int BadInput = 2;

    /// <summary>An engine is missing or failed on a model that Sartor could read; the error stream has the engine's words.</summary>
    public const int EngineFailed = 3;

    /// <summary>A comparison proves that something became slower than was allowed.</summary>
    public const int Regression = 4;

    /// <summary>A fault of Sartor itself (EX_SOFTWARE of sysexits.h).</summary>
    public const int InternalError = 70;

    /// <summary>Ended by Ctrl-C, as shells report signal 2.</summary>
    public const int Interrupted = 130;
}
