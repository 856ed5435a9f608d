using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sartor.Mutation.Mutations;

/// <summary>Numbers, truth values, and named constants of the mutated code. Texts stay: most are messages.</summary>
internal static class LiteralMutations
{
    public static IEnumerable<Change> Of(SyntaxNode node, SemanticModel model) => node switch
    {
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.TrueLiteralExpression } => [Change.Choice("literal", "false")],
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.FalseLiteralExpression } => [Change.Choice("literal", "true")],
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NumericLiteralExpression } number =>
            Others(number.Token.Value!).Select(o => Change.Choice("literal", o, OperatorMutations.ConstantType(node, model))),
        MemberAccessExpressionSyntax
            or IdentifierNameSyntax { Parent: not (MemberAccessExpressionSyntax or NameColonSyntax or QualifiedNameSyntax) } =>
            Named((ExpressionSyntax)node, model),
        _ => [],
    };

    private static IEnumerable<Change> Named(ExpressionSyntax node, SemanticModel model)
    {
        var symbol = model.GetSymbolInfo(node).Symbol;
        var isConstant = symbol is IFieldSymbol { IsConst: true, DeclaringSyntaxReferences.IsEmpty: false }
            or ILocalSymbol { IsConst: true };
        var type = model.GetTypeInfo(node).Type;
        if (!isConstant || !OperatorMutations.IsNumber(type)) return [];
        var converted = OperatorMutations.ConstantType(node, model) ?? type;
        var text = MutationFinder.Text(node);
        return IsFloat(type!.SpecialType)
            ? [Change.Choice("constant", $"{text} * 2", converted)]
            : [Change.Choice("constant", $"{text} + 1", converted), Change.Choice("constant", $"{text} - 1", converted)];
    }

    // 0 becomes 1, 1 becomes 0 and 2, another whole number changes by one, another real number doubles.
    private static string[] Others(object value) => value switch
    {
        0.0 => ["1.0"],
        0f => ["1f"],
        double d => [(d * 2).ToString("R", CultureInfo.InvariantCulture) + "d"],
        float f => [(f * 2).ToString("R", CultureInfo.InvariantCulture) + "f"],
        decimal m => [(m + 1).ToString(CultureInfo.InvariantCulture) + "m"],
        0 => ["1"],
        int i when i != int.MaxValue => [$"{i + 1}", $"{i - 1}"],
        0U => ["1U"],
        uint u when u != uint.MaxValue => [$"{u + 1}U", $"{u - 1}U"],
        0L => ["1L"],
        long l when l != long.MaxValue => [$"{l + 1}L", $"{l - 1}L"],
        0UL => ["1UL"],
        ulong u when u != ulong.MaxValue => [$"{u + 1}UL", $"{u - 1}UL"],
        _ => [],
    };

    private static bool IsFloat(SpecialType type) =>
        type is SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal;
}
