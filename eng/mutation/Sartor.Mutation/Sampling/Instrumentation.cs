using Microsoft.CodeAnalysis;
using Sartor.Mutation.Mutations;

namespace Sartor.Mutation.Sampling;

/// <summary>Writes the text of a file with some changes in it, each behind its own number of the switch.</summary>
internal static class Instrumentation
{
    /// <summary>The whole text of the tree.</summary>
    /// <param name="tree">The file as it is.</param>
    /// <param name="changes">The number and the change of a node; one inside another is allowed.</param>
    public static string Render(SyntaxTree tree, IReadOnlyDictionary<SyntaxNode, (int Number, Change Change)> changes) =>
        Render(tree.GetRoot(), changes);

    private static string Render(SyntaxNode node, IReadOnlyDictionary<SyntaxNode, (int Number, Change Change)> changes)
    {
        var text = string.Concat(node.ChildNodesAndTokens().Select(c => c.IsNode ? Render(c.AsNode()!, changes) : c.ToFullString()));
        if (!changes.TryGetValue(node, out var drawn)) return text;
        var (before, after) = (node.GetLeadingTrivia().ToFullString(), node.GetTrailingTrivia().ToFullString());
        var present = text[before.Length..(text.Length - after.Length)];
        var rendering = new Rendering(Switch(drawn.Number), present, part => Closed(Render(part, changes).Trim()));
        return before + drawn.Change.Encode(rendering) + after;
    }

    // A comment at the end would take in what follows.
    private static string Closed(string text) => text.Contains("//", StringComparison.Ordinal) ? text + "\n" : text;

    private static string Switch(int number) => $"global::Sartor.Core.Mutant.Is({number})";
}
