using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Logic;
using Sartor.Graph.Operators.Selections;

namespace Sartor.Formats.CoreMl.Operations;

/// <summary>Functions of each element that MIL has as they are.</summary>
internal static class MilElementwise
{
    /// <summary>One operand.</summary>
    internal abstract class Unary<TOperator>(string type, Operator op) : MilBinding<TOperator>(type) where TOperator : Operator
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(op, cx.Input(0))];

        public override void Write(Node node, WriteContext cx)
        {
            if (op is not (LogicalNot or Square or Abs or Sign)) RequireFloats(cx, node);
            cx.Emit(Raw(type), [node.Input(0)], node.Outputs);
        }
    }

    internal sealed class OfTanh() : Unary<Tanh>("tanh", new Tanh());

    internal sealed class OfLogistic() : Unary<Logistic>("sigmoid", new Logistic());

    internal sealed class OfSoftplus() : Unary<Softplus>("softplus", new Softplus());

    internal sealed class OfSoftsign() : Unary<Softsign>("softsign", new Softsign());

    internal sealed class OfExp() : Unary<Exp>("exp", new Exp());

    internal sealed class OfSqrt() : Unary<Sqrt>("sqrt", new Sqrt());

    internal sealed class OfSquare() : Unary<Square>("square", new Square());

    internal sealed class OfAbs() : Unary<Abs>("abs", new Abs());

    internal sealed class OfErf() : Unary<Erf>("erf", new Erf());

    internal sealed class OfAcos() : Unary<Acos>("acos", new Acos());

    internal sealed class OfAsin() : Unary<Asin>("asin", new Asin());

    internal sealed class OfAtan() : Unary<Atan>("atan", new Atan());

    internal sealed class OfAtanh() : Unary<Atanh>("atanh", new Atanh());

    internal sealed class OfCeil() : Unary<Ceil>("ceil", new Ceil());

    internal sealed class OfCos() : Unary<Cos>("cos", new Cos());

    internal sealed class OfCosh() : Unary<Cosh>("cosh", new Cosh());

    internal sealed class OfFloor() : Unary<Floor>("floor", new Floor());

    internal sealed class OfRound() : Unary<Round>("round", new Round());

    internal sealed class OfSign() : Unary<Sign>("sign", new Sign());

    internal sealed class OfSin() : Unary<Sin>("sin", new Sin());

    internal sealed class OfSinh() : Unary<Sinh>("sinh", new Sinh());

    internal sealed class OfTan() : Unary<Tan>("tan", new Tan());

    internal sealed class OfNot() : Unary<LogicalNot>("logical_not", new LogicalNot());

    /// <summary>Two operands, of equal type and broadcast to each other; what is true or false is compared as 1 and 0.</summary>
    internal abstract class Binary<TOperator>(string type, Operator op) : MilBinding<TOperator>(type) where TOperator : Operator
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(op, cx.Input(0), cx.Input(1))];

        public override void Write(Node node, WriteContext cx)
        {
            if (op is Div) RequireFloats(cx, node);
            if (node.Input(0).Type.Element != node.Input(1).Type.Element && Real(node.Input(0)) != Real(node.Input(1)))
                cx.Fail(node, $"its operands are {node.Input(0).Type.Element.Label()} and {node.Input(1).Type.Element.Label()}, and "
                    + $"Core ML takes "
                    + "operands of one type");
            Value Operand(int i) => node.Input(i) is { Type.Element: ElementType.Bool } x && op is ElementwiseComparison
                ? Step(cx, $"{node.Name}/operand{i}", Raw("cast", ("dtype", "int32")), x.Type with { Element = ElementType.Int32 }, x)
                    : node.Input(i);
            cx.Emit(Raw(type), [Operand(0), Operand(1)], node.Outputs);
        }

        private static ElementType Real(Value value) =>
            value.Type.Element == ElementType.Int64 ? ElementType.Int32 : value.Type.Element;
    }

    internal sealed class OfAdd() : Binary<Add>("add", new Add());

    internal sealed class OfSub() : Binary<Sub>("sub", new Sub());

    internal sealed class OfMul() : Binary<Mul>("mul", new Mul());

    internal sealed class OfDiv() : Binary<Div>("real_div", new Div());

    internal sealed class OfMaximum() : Binary<Maximum>("maximum", new Maximum());

    internal sealed class OfMinimum() : Binary<Minimum>("minimum", new Minimum());

    internal sealed class OfPow() : Binary<Pow>("pow", new Pow());

    internal sealed class OfEqual() : Binary<Equal>("equal", new Equal());

    internal sealed class OfNotEqual() : Binary<NotEqual>("not_equal", new NotEqual());

    internal sealed class OfGreater() : Binary<Greater>("greater", new Greater());

    internal sealed class OfGreaterOrEqual() : Binary<GreaterOrEqual>("greater_equal", new GreaterOrEqual());

    internal sealed class OfLess() : Binary<Less>("less", new Less());

    internal sealed class OfLessOrEqual() : Binary<LessOrEqual>("less_equal", new LessOrEqual());

    internal sealed class OfAnd() : Binary<LogicalAnd>("logical_and", new LogicalAnd());

    internal sealed class OfOr() : Binary<LogicalOr>("logical_or", new LogicalOr());

    internal sealed class OfXor() : Binary<LogicalXor>("logical_xor", new LogicalXor());

    /// <summary>MIL's remainder has the sign of the divisor.</summary>
    internal sealed class OfModulo() : Binary<Modulo>("mod", new Modulo(Truncated: false))
    {
        public override void Write(Node node, WriteContext cx)
        {
            if (Of(node).Truncated) cx.Fail(node, "a remainder of Core ML has the sign of the divisor, not of what is divided");
            base.Write(node, cx);
        }
    }

    internal sealed class FloorDivision() : MilBinding("floor_div")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Input(0).Type.Element.IsInteger()) cx.Fail("it divides integers");
            return [cx.Emit(new Floor(), cx.Emit(new Div(), cx.Input(0), cx.Input(1)))];
        }
    }

    internal sealed class OfSelect() : MilBinding<Select>("select")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new Select(), cx.Input(0), cx.Input(1), cx.Input(2))];

        public override void Write(Node node, WriteContext cx) => cx.Emit(Raw("select"), node.Inputs, node.Outputs);
    }

    /// <summary>Between floats, int32 and bool; a cast between floats changes nothing here.</summary>
    internal sealed class OfCast() : MilBinding<Cast>("cast")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var to = Mil.MilTypes.OfName(cx.Raw.String("dtype"));
            if (to == ElementType.Unknown) cx.Fail($"a cast to {cx.Raw.String("dtype")} is not supported");
            if (to == ElementType.Float16) to = ElementType.Float32;
            return [cx.Input(0).Type.Element == to ? cx.Input(0) : cx.Emit(new Cast(to), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var writer = (CoreMlGraphWriter)cx;
            ElementType from = writer.Inner(node.Input(0).Type).Element, to = writer.Inner(node.Output.Type).Element;
            foreach (var element in (ElementType[])[from, to])
            {
                if (element is not (ElementType.Float16 or ElementType.Float32 or ElementType.Int32 or ElementType.Bool))
                    cx.Fail(node, $"Core ML computes floats, int32 and bool, not {element.Label()}");
            }
            cx.Emit(from == to ? Raw("identity") : Raw("cast", ("dtype", Mil.MilTypes.Name(to))), [node.Input(0)], node.Outputs);
        }
    }

    /// <summary>The value itself.</summary>
    internal sealed class Identity() : MilBinding("identity")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Input(0)];
    }
}
