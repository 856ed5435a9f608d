using Microsoft.CodeAnalysis;
using Sartor.Mutation.Mutations;
using Sartor.Mutation.Sampling;

namespace Sartor.Mutation.Tests.Sampling;

public sealed class InstrumentationTests
{
    [Theory]
    [InlineData("return x < 3 ? 10 : 20;", "x < 3 -> x <= 3", 3, 20, 10)]
    [InlineData("return x < 3 ? 10 : 20;", "x < 3 -> false", 1, 10, 20)]
    [InlineData("if (x > 2 && x < 5) return 1; return 2;", "x > 2 && x < 5 -> x > 2", 7, 2, 1)]
    [InlineData("if (x > 2 && x < 5) return 1; return 2;", "x > 2 && x < 5 -> x < 5", 0, 2, 1)]
    [InlineData("if (x < 2 || x > 5) return 1; return 2;", "x < 2 || x > 5 -> x < 2", 9, 1, 2)]
    [InlineData("if (x < 2 || x > 5) return 1; return 2;", "x < 2 || x > 5 -> x > 5", 0, 1, 2)]
    [InlineData("if (x < 2 || x > 5) return 1; return 2;", "x < 2 || x > 5 -> x < 2 && x > 5", 0, 1, 2)]
    [InlineData("object o = x; if (o is int n && n > 2) return n; return 0;", "n > 2 -> n >= 2", 2, 0, 2)]
    [InlineData("object o = x; if (o is int n && n > 2) return n; return 0;", "o is int n && n > 2 -> o is int n", 1, 0, 1)]
    [InlineData("return x switch { 1 => 5, >= 2 => 6, _ => 7 };", ">= 2 => 6 -> > 2 => 6", 2, 6, 7)]
    [InlineData("return x switch { 1 => 5, >= 2 => 6, _ => 7 };", "1 => 5 -> ", 1, 5, 7)]
    [InlineData("return x switch { > 0 when x % 2 == 0 => 5, _ => 7 };", "> 0 when x % 2 == 0 => 5 -> >= 0 => 5", 0, 7, 5)]
    [InlineData("return x switch { > 0 when x % 2 == 0 => 5, _ => 7 };", "> 0 when x % 2 == 0 => 5 -> >= 0 => 5", 1, 7, 7)]
    [InlineData("return x is 1 or > 5 ? 1 : 0;", "x is 1 or > 5 -> x is 1 or >= 5", 5, 0, 1)]
    [InlineData("switch (x) { case 1: return 4; default: return 5; }", "case 1: -> ", 1, 4, 5)]
    [InlineData("switch (x) { case > 1 when x < 5: return 4; default: return 5; }", "case > 1 when x < 5: -> ", 2, 4, 5)]
    [InlineData("var y = 1; y += x; return y;", "y += x; -> y -= x;", 2, 3, -1)]
    [InlineData("var y = 1; y += x; return y;", "y += x; -> ", 2, 3, 1)]
    [InlineData("if (x > 0) x = 4; else x = 5; return x;", "x = 4; -> ", 3, 4, 3)]
    [InlineData("var y = 0; foreach (var e in new[] { 1, 2, 3 }) { if (e == x) continue; y += e; } return y;", "continue; -> ", 2, 4, 6)]
    [InlineData("int? y = x > 0 ? x : null; return y ?? 9;", "y ?? 9 -> 9", 4, 4, 9)]
    [InlineData("int? y = x > 0 ? x : null; return y ?? 9;", "y ?? 9 -> y", -1, 9, 0)]
    [InlineData("return Math.Min(x, 3);", "Math.Min(x, 3) -> Math.Max(x, 3)", 4, 3, 4)]
    [InlineData("return Math.Clamp(x, 0, 3);", "Math.Clamp(x, 0, 3) -> x", 4, 3, 4)]
    [InlineData("return new[] { 8, x, 9 }.First();", "new[] { 8, x, 9 }.First() -> new[] { 8, x, 9 }.Last()", 0, 8, 9)]
    [InlineData("byte b = 7; return b + x;", "7 -> 8", 1, 8, 9)]
    [InlineData("long n = 7; return (int)n + x;", "7 -> 6", 1, 8, 7)]
    [InlineData("return !(x > 1) ? 1 : 0;", "!(x > 1) -> (x > 1)", 0, 1, 0)]
    [InlineData("return x + // one more\n 1;", "x + // one more\n 1 -> x - // one more\n1", 1, 2, 0)]
    public void Change_ActsWhenItsNumberIsActive(string body, string change, int x, int before, int after)
    {
        var snippet = Snippet.OfBody(body);
        var drawn = snippet.Change(change);

        snippet.Run(x, active: 0, drawn).ShouldBe(before);
        snippet.Run(x, active: 1, drawn).ShouldBe(after);
    }

    [Fact]
    public void Changes_InsideEachOther_ActOneAtATime()
    {
        var snippet = Snippet.OfBody("if (x > 2 && Math.Min(x, 10) < 5) return 1; return 2;");
        var outer = snippet.Change("x > 2 && Math.Min(x, 10) < 5 -> x > 2 || Math.Min(x, 10) < 5");
        var inner = snippet.Change("Math.Min(x, 10) < 5 -> Math.Min(x, 10) <= 5");
        var innermost = snippet.Change("Math.Min(x, 10) -> Math.Max(x, 10)");

        int[] At(int x) => [.. Enumerable.Range(0, 4).Select(active => snippet.Run(x, active, outer, inner, innermost))];

        At(5).ShouldBe([2, 1, 1, 2]);
        At(4).ShouldBe([1, 1, 1, 2]);
        At(0).ShouldBe([2, 1, 2, 2]);
    }

    [Fact]
    public void EveryChange_OfAnOrdinaryFile_LeavesItsBehaviourWhileNoneIsActive()
    {
        var snippet = Snippet.OfBody("""
            var list = new List<int>();
            for (var i = 0; i < x; i++)
            {
                if (i % 3 == 0 || i > 7) list.Add(i * 2); // every third
                else list.Insert(0, -i);
            }
            var most = list.Count > 0 ? list.Max() : -1;
            return most switch { < 0 => 100, > 4 and < 9 => list.Where(e => e > 0).Sum(), _ => most + list.First() };
            """);
        // One change of each place.
        (SyntaxNode, Change)[] all =
            [.. snippet.Sites().Select(s => (s.Node, s.Changes[0])).Where(c => snippet.Project.Compiles(snippet.Tree, Only(snippet, c)))];

        all.Length.ShouldBeGreaterThan(20);
        foreach (var x in (int[])[0, 1, 4, 5, 12]) snippet.Run(x, active: 0, all).ShouldBe(snippet.Run(x, active: 0));
    }

    private static string Only(Snippet snippet, (SyntaxNode Node, Change Change) drawn) =>
        Instrumentation.Render(snippet.Tree, new Dictionary<SyntaxNode, (int, Change)> { [drawn.Node] = (1, drawn.Change) });
}
