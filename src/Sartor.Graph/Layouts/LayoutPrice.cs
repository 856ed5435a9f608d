namespace Sartor.Graph.Layouts;

/// <summary>
/// Two numbers of which the first decides and the second breaks ties, as one that is added and compared. Code of 128-bit integers is not
/// compiled ahead of time, which would be a part of every start.
/// </summary>
/// <param name="Bytes">The first.</param>
/// <param name="Rest">The second; may be negative beside bytes.</param>
internal readonly record struct LayoutPrice(long Bytes, long Rest) : IComparable<LayoutPrice>
{
    public int CompareTo(LayoutPrice other) => this < other ? -1 : other < this ? 1 : 0;

    public static LayoutPrice Min(LayoutPrice a, LayoutPrice b) => a < b ? a : b;

    public static implicit operator LayoutPrice(long rest) => new(0, rest);

    public static LayoutPrice operator +(LayoutPrice a, LayoutPrice b) => new(a.Bytes + b.Bytes, a.Rest + b.Rest);

    public static LayoutPrice operator -(LayoutPrice a, LayoutPrice b) => new(a.Bytes - b.Bytes, a.Rest - b.Rest);

    public static LayoutPrice operator *(int times, LayoutPrice a) => new(times * a.Bytes, times * a.Rest);

    public static bool operator <(LayoutPrice a, LayoutPrice b) => a.Bytes < b.Bytes || (a.Bytes == b.Bytes && a.Rest < b.Rest);

    public static bool operator >(LayoutPrice a, LayoutPrice b) => b < a;

    public static bool operator <=(LayoutPrice a, LayoutPrice b) => !(b < a);

    public static bool operator >=(LayoutPrice a, LayoutPrice b) => !(a < b);
}
