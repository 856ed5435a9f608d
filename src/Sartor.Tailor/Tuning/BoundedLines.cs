using System.Text;

namespace Sartor.Tailor.Tuning;

/// <summary>Lines of a program that may say anything: of one that is too long, what is too much is left out.</summary>
internal static class BoundedLines
{
    /// <summary>Characters of a line that are kept.</summary>
    public const int Longest = 1 << 14;

    /// <summary>The lines, without their ends.</summary>
    public static IEnumerable<string> Of(TextReader reader)
    {
        var buffer = new char[4096];
        var line = new StringBuilder();
        for (int count; (count = reader.Read(buffer)) > 0;)
        {
            foreach (var symbol in buffer.AsMemory(0, count).ToArray())
            {
                if (symbol == '\n')
                {
                    yield return line.ToString().TrimEnd('\r');
                    line.Clear();
                }
                else if (line.Length < Longest)
                {
                    line.Append(symbol);
                }
            }
        }
        if (line.Length > 0) yield return line.ToString();
    }
}
