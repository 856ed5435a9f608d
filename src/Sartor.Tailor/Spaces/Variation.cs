using Sartor.Core;

namespace Sartor.Tailor.Spaces;

/// <summary>Whether something of a stage or of a block may vary.</summary>
/// <param name="Knob">What, one of <see cref="Spaces.Knob"/>.</param>
/// <param name="Own">The network's own value, which is the largest.</param>
internal sealed record Variation(string Knob, double Own)
{
    /// <summary>Why it may not vary, as a clause; null where it may.</summary>
    public string? Obstacle { get; init; }

    /// <summary>The stage whose width decides this width too; null for one of its own.</summary>
    public string? TiedTo { get; init; }

    /// <summary>Channels that a share is taken of; 0 where nothing is rounded to whole channels.</summary>
    public long BaseChannels { get; init; }

    /// <summary>True where <see cref="BaseChannels"/> are those of a stage, and so change with its width.</summary>
    public bool FollowsWidth { get; init; }

    /// <summary>True where a ratio is one of the block's output channels, false where it is one of its input channels.</summary>
    public bool IsOfOutput { get; init; }

    /// <summary>Why it does not take a list of values, as a clause; null where it does.</summary>
    /// <param name="values">What it would choose from.</param>
    /// <param name="divisor">Channels are rounded to multiples of it.</param>
    /// <param name="widths">The shares that stages may have; 1 alone where they do not vary.</param>
    public string? Against(IReadOnlyList<double> values, int divisor, IReadOnlyList<double> widths)
    {
        if (Obstacle is not null) return Obstacle;
        if (Knob != Spaces.Knob.Depth && values.Max() is var more && more > Own && !IsOwn(more))
            return $"its own is {Spaces.Knob.Text(Math.Round(Own, 4))}, and weights cannot be added for {Spaces.Knob.Text(more)}";
        if (Knob != Spaces.Knob.Depth && !values.Any(IsOwn))
            return $"its own is {Spaces.Knob.Text(Math.Round(Own, 4))}, which the list has not";
        foreach (var value in values)
        {
            if (WrongValue(value) is { } wrong) return $"{Spaces.Knob.Text(value)} {wrong}";
        }
        if (BaseChannels == 0) return null;
        foreach (var width in FollowsWidth ? widths : [1])
        {
            var basis = FollowsWidth ? Channels.Rounded(BaseChannels * width, divisor) : BaseChannels;
            var same = values.GroupBy(value => Channels.Rounded(basis * value, divisor)).FirstOrDefault(group => group.Count() > 1);
            if (same is null) continue;
            return $"{string.Join(" and ", same.Select(Spaces.Knob.Text))} come to the same {Quantity.Of(same.Key, "channel")}"
                + (width == 1 ? "" : $" at {Spaces.Knob.Width} {Spaces.Knob.Text(width)}");
        }
        return null;
    }

    private bool IsOwn(double value) => Math.Abs(value - Own) <= 1e-6 * Own;

    private string? WrongValue(double value) => Knob switch
    {
        Spaces.Knob.Depth when value != Math.Floor(value) || value > 0 => "is no whole number ≤ 0",
        Spaces.Knob.Depth when value < -Own => $"would leave out more than the {Quantity.Of((long)Own, "block")} that may be left out",
        Spaces.Knob.Kernel when value != Math.Floor(value) || value < 1 => "is no whole number ≥ 1",
        Spaces.Knob.Kernel when value % 2 != Own % 2 => $"has no centre in a kernel of {Spaces.Knob.Text(Own)}",
        Spaces.Knob.Heads when value != Math.Floor(value) || value < 1 => "is no whole number ≥ 1",
        not Spaces.Knob.Depth when value <= 0 => "is not above 0",
        _ => null,
    };
}

/// <summary>Channels are rounded as MobileNets do: to multiples, and never down by more than a tenth.</summary>
internal static class Channels
{
    public static long Rounded(double channels, int divisor)
    {
        var rounded = Math.Max(divisor, (long)(channels + (divisor / 2.0)) / divisor * divisor);
        return rounded < 0.9 * channels ? rounded + divisor : rounded;
    }
}
