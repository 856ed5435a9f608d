using Microsoft.CodeAnalysis;

namespace Sartor.Mutation.Mutations;

/// <summary>One small change of the code.</summary>
/// <param name="Kind">Which rule made it, for the report.</param>
/// <param name="After">The changed text, for the report.</param>
/// <param name="Encode">Gives the text that behaves as before while the switch is off, and as changed while it is on.</param>
internal sealed record Change(string Kind, string After, Func<Rendering, string> Encode)
{
    /// <summary>The changed expression or the present one, whichever the switch says.</summary>
    /// <param name="kind">Which rule makes it.</param>
    /// <param name="after">The changed expression.</param>
    /// <param name="type">The type that both are cast to; null where they have the same type by themselves.</param>
    public static Change Choice(string kind, string after, ITypeSymbol? type = null)
    {
        var cast = type is null ? "" : $"({type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)})";
        return new(kind, after, r => $"({cast}({r.Switch} ? ({after}) : ({r.Present})))");
    }

    /// <summary>The opposite of a condition. The condition is not written twice, so it may declare variables.</summary>
    public static Change Negation(string kind, string after) => new(kind, after, r => $"({r.Switch} != ({r.Present}))");
}

/// <summary>A place of the code and what can be changed there; of one place at most one change is drawn.</summary>
/// <param name="Node">The expression, statement, arm or label.</param>
/// <param name="Changes">At least one.</param>
internal sealed record MutationSite(SyntaxNode Node, IReadOnlyList<Change> Changes);

/// <summary>What an encoding is made of.</summary>
/// <param name="Switch">The expression that is true while the mutant is active.</param>
/// <param name="Present">The text of the place, with the mutants inside it already encoded.</param>
/// <param name="Part">The text of a node inside the place, with the mutants inside it already encoded.</param>
internal sealed record Rendering(string Switch, string Present, Func<SyntaxNode, string> Part);
