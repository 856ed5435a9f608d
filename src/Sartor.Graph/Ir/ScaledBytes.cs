using System.Runtime.InteropServices;
using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>
/// Float32 weights times a factor for each channel, in double precision and rounded once, when someone looks at them.
/// </summary>
/// <param name="source">The weights before.</param>
/// <param name="inner">Elements of one channel that lie side by side.</param>
/// <param name="scale">One for each channel.</param>
internal sealed class ScaledBytes(ReadOnlyMemory<byte> source, int inner, double[] scale) : LazyBytes(source.Length)
{
    protected override int Step => sizeof(float);

    protected override void Fill(int start, Span<byte> target)
    {
        var (before, after) = (start % sizeof(float), (start + target.Length) % sizeof(float));
        if (before != 0 || after != 0)
        {
            var whole = new byte[before + target.Length + ((sizeof(float) - after) % sizeof(float))];
            Fill(start - before, whole);
            whole.AsSpan(before, target.Length).CopyTo(target);
            return;
        }
        Copy(source, start, target);
        Scale(start, target);
    }

    // Where the source is computed in large parts, each of them is computed once.
    protected override void Stream(int start, int length, Action<ReadOnlyMemory<byte>> consume)
    {
        if (start % sizeof(float) != 0 || length % sizeof(float) != 0)
        {
            base.Stream(start, length, consume);
            return;
        }
        var at = start;
        byte[] scaled = [];
        Stream(source.Slice(start, length), piece =>
        {
            if (scaled.Length < piece.Length) scaled = GC.AllocateUninitializedArray<byte>(piece.Length);
            piece.Span.CopyTo(scaled);
            Scale(at, scaled.AsSpan(0, piece.Length));
            consume(scaled.AsMemory(0, piece.Length));
            at += piece.Length;
        });
    }

    private void Scale(int start, Span<byte> bytes)
    {
        var values = MemoryMarshal.Cast<byte, float>(bytes);
        for (int at = 0, place = start / sizeof(float); at < values.Length;)
        {
            var factor = scale[place / inner % scale.Length];
            var count = Math.Min(inner - (place % inner), values.Length - at);
            foreach (ref var value in values.Slice(at, count)) value = (float)(value * factor);
            at += count;
            place += count;
        }
    }
}
