using Sartor.Core;

namespace Sartor.Tailor.Spaces;

/// <summary>All that is wrong with a space file, in one message.</summary>
internal static class SpaceProblems
{
    /// <exception cref="OptionException">There are problems; they are in the order of their lines.</exception>
    public static void Throw(string path, IReadOnlyCollection<(long Line, string Problem)> problems)
    {
        if (problems.Count == 0) return;
        throw new OptionException(path, string.Join("; ", problems.OrderBy(problem => problem.Line)
            .Select(problem => problem.Line > 0 ? $"line {problem.Line}: {problem.Problem}" : problem.Problem)));
    }
}
