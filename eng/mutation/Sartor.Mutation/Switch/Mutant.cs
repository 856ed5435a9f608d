namespace Sartor.Core;

/// <summary>The switch behind which every mutant is compiled. Child processes inherit its variables.</summary>
public static class Mutant
{
    private const int Most = 1 << 16;

    private static readonly int s_active = int.TryParse(Environment.GetEnvironmentVariable("SARTOR_MUTANT"), out var number) ? number : -1;
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("SARTOR_MUTANTS_REACHED");
    private static readonly bool[]? s_reached = string.IsNullOrEmpty(s_folder) ? null : new bool[Most];
    private static readonly Lock s_writing = new();

    /// <summary>True where the mutant of this number is to act. In a control run the number is noted in a file of this process.</summary>
    public static bool Is(int number)
    {
        if (s_reached is not null && !s_reached[number]) Note(number);
        return number == s_active;
    }

    // Written at once: a process that is killed has noted what it reached.
    private static void Note(int number)
    {
        lock (s_writing)
        {
            if (s_reached![number]) return;
            s_reached[number] = true;
            File.AppendAllText(Path.Combine(s_folder!, $"{Environment.ProcessId}.txt"), $"{number}\n");
        }
    }
}
