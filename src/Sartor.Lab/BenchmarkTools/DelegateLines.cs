using System.Globalization;
using System.Text.RegularExpressions;
using Sartor.Engines;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>What the log of TensorFlow Lite's benchmark tool says of delegates.</summary>
internal static partial class DelegateLines
{
    /// <summary>The reading, so far as it is about the delegate that was asked for.</summary>
    /// <param name="lines">Of the log.</param>
    /// <param name="asked">That delegate.</param>
    public static ToolReading Read(IReadOnlyList<string> lines, ToolDelegate asked)
    {
        var applied = lines.Select(line => Applied().Match(line)).Where(match => match.Success).ToArray();
        if (lines.Select(line => NotApplied().Match(line)).FirstOrDefault(match => match.Success) is { } none)
            return ToolReading.Refused($"says that {none.Groups["name"].Value} took none of the model's nodes");
        if (lines.FirstOrDefault(line => Failure().IsMatch(line)) is { } failed)
            return ToolReading.Refused($"could not use {asked.Name}: {ToolText.Quote(failed)}");
        if (asked.LogName is null)
        {
            return lines.FirstOrDefault(line => Applied().IsMatch(line) || line.StartsWith(Default, StringComparison.Ordinal)) is { } other
                ? ToolReading.Refused($"used a delegate though none was asked for: {ToolText.Quote(other)}")
                : new ToolReading();
        }
        if (applied.FirstOrDefault(match => match.Groups["name"].Value != asked.LogName) is { } another)
            return ToolReading.Refused($"applied {another.Groups["name"].Value}, which was not asked for");
        if (applied.Length != 1)
        {
            return ToolReading.Refused(applied.Length == 0
                ? $"does not say that it applied {asked.Name}, so its own kernels ran; is the delegate built into it?"
                : $"says more than once that it applied {asked.Name}");
        }
        var isPartial = applied[0].Groups["how"].Value != "completely";
        return new ToolReading { IsPartial = isPartial, Delegation = Delegation(lines, asked.Name, applied[0].Value, isPartial) };
    }

    private const string Default = "Created TensorFlow Lite XNNPACK delegate for CPU";

    private static Delegation? Delegation(IReadOnlyList<string> lines, string name, string evidence, bool isPartial)
    {
        var replaced = lines.Select(line => Replaced().Match(line)).Where(match => match.Success).ToArray();
        if (replaced.Length != 1) return null;
        return (Count("taken"), Count("all")) is ( > 0 and var taken, { } all) && all >= taken && (taken < all) == isPartial
            ? new Delegation(name, name, all, taken, [], ToolText.Quote(evidence), [])
            : null;

        int? Count(string group) =>
            int.TryParse(replaced[0].Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
    }

    // "Explicitly applied" since 2020, "w/ the delegate" before.
    [GeneratedRegex(
        @"^(Explicitly applied|Applied) (?<name>\w+) delegate, and the model graph will be (?<how>completely|partially) executed (by|w/) "
        + "the delegate", RegexOptions.CultureInvariant)]
    private static partial Regex Applied();

    [GeneratedRegex(
        @"^Though (?<name>\w+) delegate is (explicitly )?applied, the model graph will not be executed", RegexOptions.CultureInvariant)]
    private static partial Regex NotApplied();

    [GeneratedRegex(
        @"^(Failed to apply \w+ delegate|\w+ acceleration is unsupported on this platform|\w+ delegate is not supported)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Failure();

    [GeneratedRegex(@"^Replacing (?<taken>\d+) out of (?<all>\d+) node\(s\)", RegexOptions.CultureInvariant)]
    private static partial Regex Replaced();
}
