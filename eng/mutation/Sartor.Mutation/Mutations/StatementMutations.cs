using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sartor.Mutation.Mutations;

/// <summary>Statements that are left out: calls, assignments, throws, jumps; and assignments by the opposite operator.</summary>
internal static class StatementMutations
{
    private static readonly Dictionary<SyntaxKind, string> s_assignments = new()
    {
        [SyntaxKind.PlusEqualsToken] = "-=",
        [SyntaxKind.MinusEqualsToken] = "+=",
        [SyntaxKind.AsteriskEqualsToken] = "/=",
        [SyntaxKind.SlashEqualsToken] = "*=",
        [SyntaxKind.PlusPlusToken] = "--",
        [SyntaxKind.MinusMinusToken] = "++",
        [SyntaxKind.AmpersandEqualsToken] = "|=",
        [SyntaxKind.BarEqualsToken] = "&=",
    };

    public static IEnumerable<Change> Of(SyntaxNode node, SemanticModel model)
    {
        if (node is not (ExpressionStatementSyntax or ThrowStatementSyntax or ReturnStatementSyntax { Expression: null }
            or ContinueStatementSyntax or BreakStatementSyntax or YieldStatementSyntax)) yield break;
        yield return new("statement dropped", "", r => $"{{ if (!{r.Switch}) {{ {r.Present} }} }}");
        if (node is ExpressionStatementSyntax { Expression: { } expression } && Opposite(expression, model) is { } other)
            yield return new("arithmetic", other + ";", r => $"{{ if ({r.Switch}) {{ {other}; }} else {{ {r.Present} }} }}");
    }

    private static string? Opposite(ExpressionSyntax expression, SemanticModel model)
    {
        var token = expression switch
        {
            AssignmentExpressionSyntax assignment => assignment.OperatorToken,
            PostfixUnaryExpressionSyntax postfix => postfix.OperatorToken,
            PrefixUnaryExpressionSyntax prefix => prefix.OperatorToken,
            _ => default,
        };
        if (!s_assignments.TryGetValue(token.Kind(), out var other)) return null;
        var type = model.GetTypeInfo(expression).Type;
        var isMeant = OperatorMutations.IsNumber(type) || type?.SpecialType == SpecialType.System_Boolean
            || type?.TypeKind == TypeKind.Enum;
        return isMeant ? MutationFinder.Text(expression.ReplaceToken(token, SyntaxFactory.ParseToken(other).WithTriviaFrom(token))) : null;
    }
}
