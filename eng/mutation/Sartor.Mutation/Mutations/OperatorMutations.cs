using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sartor.Mutation.Mutations;

/// <summary>Operators of expressions: comparison, arithmetic, bits, logic, null.</summary>
internal static class OperatorMutations
{
    private static readonly Dictionary<SyntaxKind, string[]> s_comparisons = new()
    {
        [SyntaxKind.LessThanExpression] = ["<=", ">="],
        [SyntaxKind.LessThanOrEqualExpression] = ["<", ">"],
        [SyntaxKind.GreaterThanExpression] = [">=", "<="],
        [SyntaxKind.GreaterThanOrEqualExpression] = [">", "<"],
        [SyntaxKind.EqualsExpression] = ["!="],
        [SyntaxKind.NotEqualsExpression] = ["=="],
    };

    private static readonly Dictionary<SyntaxKind, string> s_arithmetic = new()
    {
        [SyntaxKind.AddExpression] = "-",
        [SyntaxKind.SubtractExpression] = "+",
        [SyntaxKind.MultiplyExpression] = "/",
        [SyntaxKind.DivideExpression] = "*",
        [SyntaxKind.ModuloExpression] = "*",
        [SyntaxKind.LeftShiftExpression] = ">>",
        [SyntaxKind.RightShiftExpression] = "<<",
        [SyntaxKind.BitwiseAndExpression] = "|",
        [SyntaxKind.BitwiseOrExpression] = "&",
        [SyntaxKind.ExclusiveOrExpression] = "&",
    };

    public static IEnumerable<Change> Of(SyntaxNode node, SemanticModel model) => node switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression } logic =>
            Logic(logic),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce => Coalesce(coalesce, model),
        BinaryExpressionSyntax binary => Binary(binary, model),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not =>
            [Change.Negation("negation", MutationFinder.Text(not.Operand))],
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } minus =>
            [Change.Choice("arithmetic", MutationFinder.Text(minus.Operand), ConstantType(minus, model))],
        _ => [],
    };

    /// <summary>The type that a constant is converted to by the compiler, which it does not do for the choice of two constants.</summary>
    public static ITypeSymbol? ConstantType(SyntaxNode node, SemanticModel model)
    {
        var info = model.GetTypeInfo(node);
        var isConverted = !SymbolEqualityComparer.Default.Equals(info.Type, info.ConvertedType);
        return isConverted && model.GetConstantValue(node).HasValue && IsNumber(info.ConvertedType) ? info.ConvertedType : null;
    }

    public static bool IsNumber(ITypeSymbol? type) => type?.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Double;

    private static IEnumerable<Change> Binary(BinaryExpressionSyntax node, SemanticModel model)
    {
        if (s_comparisons.TryGetValue(node.Kind(), out var others)) return others.Select(o => Change.Choice("comparison", With(node, o)));
        if (!s_arithmetic.TryGetValue(node.Kind(), out var other)) return [];
        var type = model.GetTypeInfo(node).Type;
        var isMeant = IsNumber(type) || IsNullableNumber(type) || type?.SpecialType == SpecialType.System_Boolean
            || type?.TypeKind == TypeKind.Enum;
        return isMeant ? [Change.Choice("arithmetic", With(node, other), ConstantType(node, model))] : [];
    }

    // Of two clauses either is dropped; a dropped one is not written a second time, so it may declare variables.
    private static Change[] Logic(BinaryExpressionSyntax node)
    {
        var isAnd = node.IsKind(SyntaxKind.LogicalAndExpression);
        var (left, right) = (MutationFinder.Text(node.Left), MutationFinder.Text(node.Right));
        return
        [
            Change.Choice("logic", With(node, isAnd ? "||" : "&&")),
            new("clause dropped", left, r => isAnd
                ? $"(({r.Part(node.Left)}) && ({r.Switch} || ({r.Part(node.Right)})))"
                : $"(({r.Part(node.Left)}) || (!{r.Switch} && ({r.Part(node.Right)})))"),
            new("clause dropped", right, r => isAnd
                ? $"(({r.Switch} || ({r.Part(node.Left)})) && ({r.Part(node.Right)}))"
                : $"((!{r.Switch} && ({r.Part(node.Left)})) || ({r.Part(node.Right)}))"),
        ];
    }

    private static IEnumerable<Change> Coalesce(BinaryExpressionSyntax node, SemanticModel model)
    {
        var isNullableValue = model.GetTypeInfo(node.Left).Type?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        var isResultNullable = model.GetTypeInfo(node).Type?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        var left = MutationFinder.Text(node.Left);
        var after = isNullableValue && !isResultNullable ? $"({left}).GetValueOrDefault()" : $"({left})!";
        yield return new("null", left, r => $"({r.Switch} ? ({after}) : ({r.Present}))");
        if (node.Right is not ThrowExpressionSyntax) yield return Change.Choice("null", MutationFinder.Text(node.Right));
    }

    private static bool IsNullableNumber(ITypeSymbol? type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
        && IsNumber(nullable.TypeArguments[0]);

    private static string With(BinaryExpressionSyntax node, string other) =>
        $"{node.Left.ToFullString()}{other}{node.OperatorToken.TrailingTrivia.ToFullString()}{MutationFinder.Text(node.Right)}".Trim();
}
