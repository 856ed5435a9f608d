namespace Sartor.Formats.Onnx.Wire;

/// <summary>Bytes <c>[Start, End)</c> of a file.</summary>
internal readonly record struct ByteRange(long Start, long End)
{
    public long Length => End - Start;
}
