using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sartor.Mutation.Mutations;

/// <summary>What is never changed, because no test should notice it or because the language wants a constant there.</summary>
internal static class Exclusions
{
    private static readonly string[] s_silentMethods = ["GetHashCode", "ToString"];

    private static readonly string[] s_silentCalls =
        ["Dispose", "DisposeAsync", "KeepAlive", "SuppressFinalize", "EnsureCapacity", "TrimExcess", "AddMemoryPressure",
            "RemoveMemoryPressure"];

    /// <summary>True where neither the node nor anything inside it is changed.</summary>
    public static bool Excludes(SyntaxNode node, SemanticModel model) => node switch
    {
        AttributeListSyntax or EnumMemberDeclarationSyntax or UsingDirectiveSyntax or BaseListSyntax => true,
        InterpolationAlignmentClauseSyntax => true,
        EqualsValueClauseSyntax { Parent: ParameterSyntax } => true,
        FieldDeclarationSyntax field => field.Modifiers.Any(SyntaxKind.ConstKeyword),
        LocalDeclarationStatementSyntax local => local.IsConst,
        PatternSyntax or StackAllocArrayCreationExpressionSyntax or TypeOfExpressionSyntax or SizeOfExpressionSyntax => true,
        MethodDeclarationSyntax method => s_silentMethods.Contains(method.Identifier.ValueText),
        TypeDeclarationSyntax type => IsException(model.GetDeclaredSymbol(type)),
        BaseObjectCreationExpressionSyntax created => IsException(model.GetTypeInfo(created).Type),
        ArgumentSyntax argument => IsCapacity(argument, model),
        InvocationExpressionSyntax call => IsSilent(call, model),
        AwaitExpressionSyntax awaited => Excludes(awaited.Expression, model),
        ExpressionStatementSyntax { Expression: InvocationExpressionSyntax or AwaitExpressionSyntax } statement =>
            Excludes(statement.Expression, model),
        _ => false,
    };

    private static bool IsException(ITypeSymbol? type)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (t is { Name: "Exception", ContainingNamespace.Name: "System" }) return true;
        }
        return false;
    }

    // Room that is reserved ahead changes no result.
    private static bool IsCapacity(ArgumentSyntax argument, SemanticModel model)
    {
        if (argument.NameColon?.Name.Identifier.ValueText is { } name) return name == "capacity";
        if (argument.Parent is not ArgumentListSyntax { Parent: { } parent } list) return false;
        var at = list.Arguments.IndexOf(argument);
        return model.GetSymbolInfo(parent).Symbol is IMethodSymbol method && method.Parameters.ElementAtOrDefault(at)?.Name == "capacity";
    }

    private static bool IsSilent(InvocationExpressionSyntax call, SemanticModel model)
    {
        if (call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" }) return true;
        if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol method) return false;
        if (IsException(method.ReturnType) || s_silentCalls.Contains(method.Name)) return true;
        // Checks for a caller's mistake, as ArgumentNullException.ThrowIfNull.
        if (IsException(method.ContainingType) && method.Name.StartsWith("ThrowIf", StringComparison.Ordinal)) return true;
        return method.ContainingType.Name is "Debug" or "Trace" && method.ContainingNamespace.ToDisplayString() == "System.Diagnostics";
    }
}
