using Sartor.Core;

namespace Sartor.Lab.Torch;

/// <summary>
/// A folder of networks in the format of LEMUR's nn-dataset: each Python file has a class
/// <c>Net(in_shape, out_shape, prm, device)</c>, and a function <c>supported_hyperparameters</c> that names the keys of <c>prm</c>.
/// Their code is executed: whoever names the folder trusts it.
/// </summary>
public sealed record LemurOptions
{
    /// <summary>The folder of the Python files; folders inside are not looked at.</summary>
    public required string Folder { get; init; }

    /// <summary>Where the ONNX files go; those that are there and newer than their sources are kept.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Shape of the one input, batch first.</summary>
    public Shape InputShape { get; init; } = new(1, 3, 32, 32);

    /// <summary>Number of classes, ≥ 1.</summary>
    public int Classes { get; init; } = 10;

    /// <summary>How long the export of one network may take. Default 2 minutes.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The Python that has PyTorch; null for the first that has it.</summary>
    public string? Python { get; init; }
}
