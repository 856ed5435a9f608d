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

    public static string Of(IEnumerable<KernelOperand?> inputs, IEnumerable<KernelOperand?> outputs) => $"{Side(inputs)}>{Side(outputs)}";

    private static string Side(IEnumerable<KernelOperand?> operands)
    {
        var words = new List<string>();
        foreach (var operand in operands)
        {
            var word = operand?.ToString() ?? LeftOut;
            if (words.Count == 0 || words[^1] != word) words.Add(word);
        }
        if (words.Count > 0 && words[^1] == LeftOut) words.RemoveAt(words.Count - 1);
        return string.Join(',', words);
    }
}
