using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sartor.Mutation.Mutations;

/// <summary>Patterns: their opposite, the boundaries inside them, and arms and labels that are left out.</summary>
internal static class PatternMutations
{
    private static readonly Dictionary<SyntaxKind, string> s_boundaries = new()
    {
        [SyntaxKind.LessThanToken] = "<=",
        [SyntaxKind.LessThanEqualsToken] = "<",
        [SyntaxKind.GreaterThanToken] = ">=",
        [SyntaxKind.GreaterThanEqualsToken] = ">",
    };

    public static IEnumerable<Change> Of(SyntaxNode node, SemanticModel model) => node switch
    {
        IsPatternExpressionSyntax matched => Matched(matched),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.IsExpression } matched =>
            [Change.Negation("pattern", $"!({MutationFinder.Text(matched)})")],
        SwitchExpressionArmSyntax arm => Arm(arm),
        CaseSwitchLabelSyntax label => [new("arm dropped", "", r => $"case {r.Part(label.Value)} when !{r.Switch}:")],
        CasePatternSwitchLabelSyntax label =>
            [new("arm dropped", "", r => $"case {r.Part(label.Pattern)} when {Also("!" + r.Switch, label.WhenClause, r)}:")],
        _ => [],
    };

    private static IEnumerable<Change> Matched(IsPatternExpressionSyntax node)
    {
        var text = MutationFinder.Text(node);
        yield return Change.Negation("pattern", $"!({text})");
        var left = node.Expression.WithoutLeadingTrivia().ToFullString();
        foreach (var other in TensorMappings(node.Pattern)) yield return Change.Choice("pattern", $"{left}is {other}");
    }

    private static IEnumerable<Change> Arm(SwitchExpressionArmSyntax arm)
    {
        yield return new("arm dropped", "", r => Text(arm, r.Part(arm.Pattern), "!" + r.Switch, r));
        // The changed arm stands before the present one, each for its position of the switch.
        foreach (var other in TensorMappings(arm.Pattern))
        {
            yield return new("pattern", $"{other} => {MutationFinder.Text(arm.Expression)}",
                r => $"{Text(arm, other, r.Switch, r)}, {Text(arm, r.Part(arm.Pattern), "!" + r.Switch, r)}");
        }
    }

    private static string Text(SwitchExpressionArmSyntax arm, string pattern, string when, Rendering r) =>
        $"{pattern} when {Also(when, arm.WhenClause, r)} => {r.Part(arm.Expression)}";

    private static string Also(string condition, WhenClauseSyntax? clause, Rendering r) =>
        clause is null ? condition : $"{condition} && ({r.Part(clause.Condition)})";

    private static IEnumerable<string> TensorMappings(PatternSyntax pattern)
    {
        foreach (var part in pattern.DescendantNodesAndSelf().OfType<RelationalPatternSyntax>())
        {
            var other = SyntaxFactory.ParseToken(s_boundaries[part.OperatorToken.Kind()]).WithTriviaFrom(part.OperatorToken);
            yield return MutationFinder.Text(pattern.ReplaceToken(part.OperatorToken, other));
        }
    }
}
