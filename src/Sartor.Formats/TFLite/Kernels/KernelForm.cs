using System.Runtime.CompilerServices;
using Sartor.Core;

namespace Sartor.Formats.TFLite.Kernels;

/// <summary>
/// The types of an operator's tensors as one text, inputs before outputs: <c>int8/t,int8/c,int32&gt;int8/t</c>. Equal neighbours are named
/// once, so that an operator of any number of inputs has one form; inputs that are left out at the end are not named.
/// </summary>
internal static class KernelForm
{
    /// <summary>The form of every row that holds for an operator whatever its tensors are.</summary>
    public const string Any = "*";

    private const string LeftOut = "-";

    // Most forms are shorter; longer ones take a buffer of the pool.
    private const int Short = 96;

    public static string Of(IEnumerable<KernelOperand?> inputs, IEnumerable<KernelOperand?> outputs)
    {
        // A large file asks for hundreds of thousands of forms: nothing is allocated but the text.
        var text = new DefaultInterpolatedStringHandler(0, 0, null, stackalloc char[Short]);
        Append(ref text, inputs);
        text.AppendLiteral(">");
        Append(ref text, outputs);
        return text.ToStringAndClear();
    }

    private static void Append(ref DefaultInterpolatedStringHandler text, IEnumerable<KernelOperand?> operands)
    {
        (string Type, string Marking)? last = null;
        var isLeftOut = false;
        foreach (var operand in operands)
        {
            if (operand is null)
            {
                isLeftOut = true;
                continue;
            }
            var word = (operand.Value.Element.Label(), operand.Value.Marking);
            if (word == last && !isLeftOut) continue;
            if (last is not null) text.AppendLiteral(",");
            if (isLeftOut) text.AppendLiteral(LeftOut + ",");
            text.AppendLiteral(word.Item1);
            text.AppendLiteral(word.Marking);
            (last, isLeftOut) = (word, false);
        }
    }
}
