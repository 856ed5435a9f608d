using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sartor.Mutation.Mutations;

/// <summary>Results that are always the default: zero, null where that is allowed, an empty sequence.</summary>
internal static class ReturnMutations
{
    private static readonly string[] s_sequences =
        ["IEnumerable", "IReadOnlyList", "IReadOnlyCollection", "IList", "List", "ImmutableArray", "EquatableArray"];

    public static IEnumerable<Change> Of(SyntaxNode node, SemanticModel model)
    {
        if (node is not ExpressionSyntax || node is ThrowExpressionSyntax or RefExpressionSyntax) return [];
        var isResult = node.Parent is ReturnStatementSyntax
            or ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax or PropertyDeclarationSyntax };
        if (!isResult || model.GetTypeInfo(node).ConvertedType is not { } type) return [];
        if (model.GetConstantValue(node) is { HasValue: true, Value: null }) return [];
        return Default(type) is { } value ? [Change.Choice("result", value, type)] : [];
    }

    private static string? Default(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Boolean } => "false",
        { TypeKind: TypeKind.Enum } or { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => "default",
        _ when OperatorMutations.IsNumber(type) => "0",
        IArrayTypeSymbol => "[]",
        INamedTypeSymbol { IsGenericType: true } when s_sequences.Contains(type.Name) => "[]",
        { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated } => "null",
        _ => null,
    };
}
