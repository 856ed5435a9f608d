using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sartor.Mutation.Mutations;

/// <summary>Conditions that no longer decide: a branch that is always or never taken. A loop is never made endless.</summary>
internal static class ConditionMutations
{
    private static readonly Change s_always = new("condition", "true", r => $"({r.Switch} || ({r.Present}))");
    private static readonly Change s_never = new("condition", "false", r => $"(!{r.Switch} && ({r.Present}))");

    public static IEnumerable<Change> Of(SyntaxNode node, SemanticModel model)
    {
        if (node is not ExpressionSyntax || node is LiteralExpressionSyntax) return [];
        if (model.GetTypeInfo(node).Type?.SpecialType != SpecialType.System_Boolean) return [];
        return node.Parent switch
        {
            IfStatementSyntax s when s.Condition == node => [s_always, s_never],
            ConditionalExpressionSyntax s when s.Condition == node => [s_always, s_never],
            WhenClauseSyntax or WhereClauseSyntax => [s_always, s_never],
            WhileStatementSyntax s when s.Condition == node => [s_never],
            DoStatementSyntax s when s.Condition == node => [s_never],
            _ => [],
        };
    }
}
