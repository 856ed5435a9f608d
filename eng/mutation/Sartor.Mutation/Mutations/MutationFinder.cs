using Microsoft.CodeAnalysis;

namespace Sartor.Mutation.Mutations;

/// <summary>Finds every place of a file that can be changed.</summary>
internal static class MutationFinder
{
    private static readonly Func<SyntaxNode, SemanticModel, IEnumerable<Change>>[] s_rules =
    [
        OperatorMutations.Of, ConditionMutations.Of, LiteralMutations.Of, CallMutations.Of, PatternMutations.Of,
        ReturnMutations.Of, StatementMutations.Of,
    ];

    /// <summary>The places in the order of the text, without those that <see cref="Exclusions"/> leaves out.</summary>
    public static IReadOnlyList<MutationSite> Find(SemanticModel model)
    {
        var sites = new List<MutationSite>();
        foreach (var node in model.SyntaxTree.GetRoot().DescendantNodes(n => !Exclusions.Excludes(n, model)))
        {
            if (Exclusions.Excludes(node, model)) continue;
            var present = Text(node);
            // Two rules may say the same: a returned literal becomes 0 by either.
            Change[] changes = [.. s_rules.SelectMany(r => r(node, model)).Where(m => m.After != present).DistinctBy(m => m.After)];
            if (changes.Length > 0) sites.Add(new MutationSite(node, changes));
        }
        return sites;
    }

    /// <summary>A node's text without what surrounds it.</summary>
    public static string Text(SyntaxNode node) => node.WithoutTrivia().ToFullString();
}
