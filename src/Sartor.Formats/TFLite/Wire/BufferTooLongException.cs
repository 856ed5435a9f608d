namespace Sartor.Formats.TFLite.Wire;

/// <summary>A buffer would be longer than 32-bit offsets reach.</summary>
internal sealed class BufferTooLongException() : Exception("the buffer is too long");
