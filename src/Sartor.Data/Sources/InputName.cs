namespace Sartor.Data.Sources;

/// <summary>
/// Finds the input that an array is named after. A file cannot have every name that an input can, and TensorFlow's converter writes
/// <c>serving_default_x:0</c> where people say <c>x</c>.
/// </summary>
public static class InputName
{
    private const string Serving = "serving_default_";

    /// <summary>
    /// The index of the input: that of exactly this name, else the only one that has it without <c>serving_default_</c> and <c>:0</c>, and
    /// with <c>_</c> for every character that is no letter, digit, <c>.</c>, <c>-</c> or <c>_</c>; −1 where there is none, or several.
    /// </summary>
    /// <param name="array">Name of the array.</param>
    /// <param name="inputs">Names of the inputs.</param>
    public static int Find(string array, IReadOnlyList<string> inputs)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(inputs);
        for (var i = 0; i < inputs.Count; i++)
        {
            if (inputs[i] == array) return i;
        }
        int[] alike = [.. inputs.Index().Where(input => Plain(input.Item) == Plain(array)).Select(input => input.Index)];
        return alike.Length == 1 ? alike[0] : -1;
    }

    private static string Plain(string name)
    {
        if (name.StartsWith(Serving, StringComparison.Ordinal)) name = name[Serving.Length..];
        if (name.EndsWith(":0", StringComparison.Ordinal)) name = name[..^2];
        return string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
    }
}
