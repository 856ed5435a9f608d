using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class DecomposeInverseFunctionsPassTests
{
    private static readonly float[] s_unit =
        [-1, -0.99999f, -0.75f, -0.500001f, -0.5f, -1e-3f, -1e-20f, 0, 1e-20f, 1e-3f, 0.3f, 0.5f, 0.51f, 0.9f, 1, 1.5f, -2, float.NaN];
    private static readonly float[] s_line =
    [
        -1e30f, -2000, -88, -3, -2.5f, -1, -0.42f, -0.41f, -1e-3f, -1e-20f, 0, 1e-20f, 1e-3f, 0.4f, 0.5f, 0.6f, 1, 2.41f, 2.42f, 10, 88,
        1600, 1e15f, float.NaN,
    ];

    public static TheoryData<string> Names => ["Acos", "Asin", "Atan", "Asinh", "Acosh", "Atanh", "Sinh", "Cosh"];

    /// <summary>Against .NET's functions in double precision, on both sides of every change of formula.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Function_IsWithinOneMillionth(string name)
    {
        (Operator op, Func<double, double> function) = name switch
        {
            "Acos" => ((Operator)new Acos(), (Func<double, double>)Math.Acos),
            "Asin" => (new Asin(), Math.Asin),
            "Atan" => (new Atan(), Math.Atan),
            "Asinh" => (new Asinh(), Math.Asinh),
            "Acosh" => (new Acosh(), Math.Acosh),
            "Atanh" => (new Atanh(), Math.Atanh),
            "Sinh" => (new Sinh(), Math.Sinh),
            _ => (new Cosh(), Math.Cosh),
        };
        var values = name switch
        {
            "Acos" or "Asin" or "Atanh" => s_unit,
            "Acosh" => [.. s_line, 1.0001f, 1.49f, 1.51f],
            "Sinh" or "Cosh" => [.. s_line.Where(x => !(Math.Abs(x) > 88))],
            _ => s_line,
        };
        ExpandedValues.ShouldBe(
            ExpandedValues.Of(new DecomposeInverseFunctionsPass(), op, Tensor.Vector<float>(values)),
            values.Select(x => function(x)));
    }

    [Fact]
    public void Integer_Stays()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Atan(), g.Constant(Tensor.Vector(1, 2))));
        new DecomposeInverseFunctionsPass().Run(g.Graph).ShouldBeFalse();
    }
}
