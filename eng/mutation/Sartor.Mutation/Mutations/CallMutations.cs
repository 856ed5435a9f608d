using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sartor.Mutation.Mutations;

/// <summary>Calls that have a counterpart: <c>Math.Min</c> and <c>Math.Max</c>, <c>First</c> and <c>Last</c>, a filter and none.</summary>
internal static class CallMutations
{
    private static readonly Dictionary<string, string> s_counterparts = Both(
        ("First", "Last"), ("FirstOrDefault", "LastOrDefault"), ("Any", "All"), ("Skip", "Take"), ("SkipWhile", "TakeWhile"),
        ("SkipLast", "TakeLast"), ("Min", "Max"), ("MinBy", "MaxBy"), ("OrderBy", "OrderByDescending"),
        ("ThenBy", "ThenByDescending"), ("Order", "OrderDescending"));

    private static readonly string[] s_dropped = ["Where", "Distinct", "DistinctBy", "Reverse", "Concat", "Append", "Prepend", "Except"];

    private static readonly Dictionary<string, string> s_math = Both(("Min", "Max"), ("Floor", "Ceiling"));

    // Math.Clamp(x, low, high) becomes x.
    private static readonly string[] s_firstArgument = ["Abs", "Clamp", "Round", "Sqrt"];

    public static IEnumerable<Change> Of(SyntaxNode node, SemanticModel model)
    {
        if (node is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call) return [];
        if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol method) return [];
        if (method.ContainingNamespace?.ToDisplayString() == "System.Linq") return Linq(call, access, method);
        var isMath = method.ContainingType is { Name: "Math" or "MathF", ContainingNamespace.Name: "System" }
            || OperatorMutations.IsNumber(method.ContainingType);
        return isMath && method.IsStatic ? Math(call, access, method, model) : [];
    }

    private static IEnumerable<Change> Linq(InvocationExpressionSyntax call, MemberAccessExpressionSyntax access, IMethodSymbol method)
    {
        if (s_dropped.Contains(method.Name)) yield return Change.Choice("sequence", MutationFinder.Text(access.Expression));
        // Any() without a condition has no counterpart.
        if (s_counterparts.TryGetValue(method.Name, out var other) && (method.Name != "Any" || call.ArgumentList.Arguments.Count > 0))
            yield return Change.Choice("sequence", Renamed(call, access, other));
    }

    private static IEnumerable<Change> Math(
        InvocationExpressionSyntax call, MemberAccessExpressionSyntax access, IMethodSymbol method, SemanticModel model)
    {
        if (s_math.TryGetValue(method.Name, out var other)) yield return Change.Choice("mathematics", Renamed(call, access, other));
        if (s_firstArgument.Contains(method.Name) && call.ArgumentList.Arguments.Count > 0)
        {
            var first = call.ArgumentList.Arguments[0].Expression;
            yield return Change.Choice("mathematics", MutationFinder.Text(first), model.GetTypeInfo(call).Type);
        }
    }

    private static string Renamed(InvocationExpressionSyntax call, MemberAccessExpressionSyntax access, string name)
    {
        var arguments = access.Name is GenericNameSyntax generic ? generic.TypeArgumentList.ToFullString() : "";
        return $"{access.Expression.WithoutLeadingTrivia().ToFullString()}.{name}{arguments}{MutationFinder.Text(call.ArgumentList)}";
    }

    private static Dictionary<string, string> Both(params (string One, string Other)[] pairs) =>
        pairs.Concat(pairs.Select(p => (One: p.Other, Other: p.One))).ToDictionary(p => p.One, p => p.Other);
}
