using Sartor.Core;

namespace Sartor.Formats;

/// <summary>
/// What a reader may put on the heap for one file: 6 × its size + 24 MiB, so that with what lies outside the reader's sight the whole
/// stays under 8 × + 64 MiB. A file that describes more than it can hold is refused before it is built.
/// </summary>
/// <param name="file">The file as the user named it.</param>
/// <param name="fileLength">Its size in bytes.</param>
internal sealed class AllocationBudget(string file, long fileLength)
{
    private long _left = (6 * fileLength) + (24 << 20);

    /// <summary>Takes bytes that are about to be allocated.</summary>
    /// <exception cref="ModelFormatException">There are not so many left.</exception>
    public void Charge(long bytes)
    {
        _left -= bytes;
        if (_left < 0)
            throw new ModelFormatException(file, null, $"describes far more than its {fileLength} bytes can hold; it is damaged or made to exhaust memory, get it again");
    }
}
