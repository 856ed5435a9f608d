using Sartor.Core;

namespace Sartor.Formats;

/// <summary>
/// What a reader may put on the heap for one file. Parts of the graph (nodes, values, tensors, attributes) pay with their own bytes:
/// a part that takes up <c>n</c> bytes of the file brings 160 × min(n, 256), since the smallest sound node, of some 13 bytes, becomes 2 kB
/// of objects. What is beyond that comes out of 6 × the size of the file + 24 MiB. So a file that describes more than it holds (nodes of
/// no content, lists that unpack to many times their bytes) is refused before it is built, and no file costs more than 166 × its size.
/// </summary>
internal sealed class AllocationBudget
{
    /// <summary>Bytes of objects that a byte of a small part pays for.</summary>
    private const int PartFactor = 160;

    /// <summary>Only so many bytes of a part pay: what is longer holds data, which cost a few times their size.</summary>
    private const int PartBytes = 256;

    /// <summary>What all parts together may take, about half a million nodes.</summary>
    private const long AllParts = 1L << 30;

    private readonly string _file;
    private readonly long _fileLength;
    private readonly AllocationBudget? _whole;
    private long _left;
    private long _parts = AllParts;

    /// <summary>The budget of a whole file.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="fileLength">Its size in bytes.</param>
    public AllocationBudget(string file, long fileLength)
    {
        _file = file;
        _fileLength = fileLength;
        _left = (6 * fileLength) + (24 << 20);
    }

    private AllocationBudget(AllocationBudget whole, long left)
    {
        _file = whole._file;
        _fileLength = whole._fileLength;
        _whole = whole;
        _left = left;
    }

    /// <summary>The budget of one part, which spends what its own bytes bring before it takes anything from this one.</summary>
    /// <param name="bytes">What the part takes up in the file.</param>
    public AllocationBudget Part(long bytes) => new(_whole ?? this, PartFactor * Math.Min(bytes, PartBytes));

    /// <summary>Takes bytes that are about to be allocated.</summary>
    /// <exception cref="ModelFormatException">The file describes more than its bytes can stand for.</exception>
    /// <exception cref="UnsupportedModelException">The graph has more parts than Sartor holds.</exception>
    public void Charge(long bytes)
    {
        if (_whole is null)
        {
            Take(bytes);
            return;
        }
        var own = Math.Min(_left, bytes);
        _left -= own;
        _whole.TakeForParts(own);
        _whole.Take(bytes - own);
    }

    private void TakeForParts(long bytes)
    {
        _parts -= bytes;
        if (_parts < 0)
            throw new UnsupportedModelException(
                _file, null,
                $"has more nodes and values than the {AllParts >> 30} GiB of objects that Sartor allows for one graph; split the model");
    }

    private void Take(long bytes)
    {
        _left -= bytes;
        if (_left < 0)
            throw new ModelFormatException(
                _file, null,
                $"describes far more than its {_fileLength} bytes can hold; it is damaged or crafted to exhaust memory, get it again");
    }
}
