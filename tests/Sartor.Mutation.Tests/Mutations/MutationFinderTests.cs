namespace Sartor.Mutation.Tests.Mutations;

public sealed class MutationFinderTests
{
    [Theory]
    [InlineData("return x < 3 ? 1 : 0;", "x < 3", "x <= 3", "x >= 3", "true", "false")]
    [InlineData("if (x == 3) return 1; return 0;", "x == 3", "x != 3", "true", "false")]
    [InlineData("return x * 3;", "x * 3", "x / 3", "0")]
    [InlineData("return x << 1;", "x << 1", "x >> 1", "0")]
    [InlineData("return -x;", "-x", "x", "0")]
    [InlineData("var y = 1; return y;", "1", "2", "0")]
    [InlineData("var y = 7; return y;", "7", "8", "6")]
    [InlineData("var y = 0.5; return (int)y;", "0.5", "1d")]
    [InlineData("var y = true; return y ? 5 : 6;", "true", "false")]
    [InlineData("return Math.Min(x, 3);", "Math.Min(x, 3)", "Math.Max(x, 3)", "0")]
    [InlineData("return (int)Math.Floor(x / 2.0);", "Math.Floor(x / 2.0)", "Math.Ceiling(x / 2.0)")]
    [InlineData("var y = new[] { x }; var z = y.Skip(2).ToList(); return z[4];", "y.Skip(2)", "y.Take(2)")]
    [InlineData("var y = new[] { x }; var z = y.Where(e => true).ToList(); return z[4];", "y.Where(e => true)", "y")]
    [InlineData("Console.Write(x); return x;", "Console.Write(x);", "")]
    [InlineData("if (x > 0) throw new Exception(); return x;", "throw new Exception();", "")]
    [InlineData("for (;;) { if (x > 0) break; }", "break;", "")]
    [InlineData("x++; return x;", "x++;", "", "x--;")]
    [InlineData("x -= 4; return x;", "x -= 4;", "", "x += 4;")]
    [InlineData("int? y = null; var z = y ?? 2; return z;", "y ?? 2", "y", "2")]
    [InlineData("object y = x; var z = y is null; return 0;", "y is null", "!(y is null)")]
    [InlineData("var z = x is > 3 and < 5; return 0;", "x is > 3 and < 5", "!(x is > 3 and < 5)", "x is >= 3 and < 5", "x is > 3 and <= 5")]
    [InlineData("return x switch { > 4 => x, _ => 9 };", "> 4 => x", "", ">= 4 => x")]
    [InlineData("switch (x) { case 1: return 5; } return 6;", "case 1:", "")]
    [InlineData("var z = x > 1 && x < 3; return 0;", "x > 1 && x < 3", "x > 1 || x < 3", "x > 1", "x < 3")]
    [InlineData("var z = !(x > 1); return 0;", "!(x > 1)", "(x > 1)")]
    public void Change_OfCode_IsFound(string body, string before, params string[] after)
    {
        var found = Snippet.OfBody(body).Changes()
            .Where(c => c.StartsWith(before + " -> ", StringComparison.Ordinal)).Select(c => c[(before.Length + 4)..]);

        found.ShouldBe(after, ignoreOrder: true);
    }

    [Theory]
    [InlineData("[Obsolete(\"old\", false)] public static void F() { }")]
    [InlineData("private const int Most = 4 * 5;")]
    [InlineData("public static void F() { const int most = 4 * 5; }")]
    [InlineData("public static void F(int y = 4) { }")]
    [InlineData("public enum E { One = 1, Two = 1 << 1 }")]
    [InlineData("public static string F() => nameof(F);")]
    [InlineData("public static Exception F(int x) => new ArgumentException($\"{x + 1} is > {x * 2}\");")]
    [InlineData("private static Exception Bad(int x) => new Exception(); public static Exception F(int x) => Bad(x + 1);")]
    [InlineData("public sealed class BadException(int x) : Exception($\"{x + 1}\") { public int Next => x + 1; }")]
    [InlineData("public static void F(int x) { Debug.Assert(x > 3 && x < 5); }")]
    [InlineData("public static void F(int x) { ArgumentOutOfRangeException.ThrowIfGreaterThan(x, 5 * 6); }")]
    [InlineData("public static void F(Stream s) { s.Dispose(); GC.KeepAlive(s); }")]
    [InlineData("public static object F() => new List<int>(16);")]
    [InlineData("public static object F(int x) => $\"{x,8}\";")]
    [InlineData("public static object F() => string.Empty + \"text\";")]
    [InlineData("public struct S { public override int GetHashCode() => 31 * 17; public override string ToString() => $\"{31 * 17}\"; }")]
    public void Code_WithoutMeaningForATest_IsLeftAlone(string members) => new Snippet(members).Changes().ShouldBeEmpty();

    [Fact]
    public void Constant_OfTheCode_IsChangedWhereItIsUsed() =>
        new Snippet("private const int Most = 4;\npublic static bool F(int x) { var y = x > Most; return y; }").Changes()
            .ShouldBe(
                ["x > Most -> x >= Most", "x > Most -> x <= Most", "Most -> Most + 1", "Most -> Most - 1", "y -> false"],
                ignoreOrder: true);

    [Fact]
    public void Constant_OfTheFramework_StaysAsItIs() =>
        new Snippet("public static bool F(int x) { var y = Equals(x, int.MaxValue); return y; }").Changes().ShouldBe(["y -> false"]);
}
