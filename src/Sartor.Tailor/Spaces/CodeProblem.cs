namespace Sartor.Tailor.Spaces;

/// <summary>Why something is no code of a space.</summary>
/// <param name="Place">The decision or the stage; empty for the whole.</param>
/// <param name="Message">What is wrong, and what to write, as a clause.</param>
internal sealed record CodeProblem(string Place, string Message)
{
    public override string ToString() => Place.Length > 0 ? $"{Place} {Message}" : Message;

    public static string Text(IEnumerable<CodeProblem> problems) => string.Join("; ", problems);
}
