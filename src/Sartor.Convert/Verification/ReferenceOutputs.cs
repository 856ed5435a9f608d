using Sartor.Core;
using Sartor.Data.Samples;

namespace Sartor.Convert.Verification;

/// <summary>
/// What the source gave in one run, for a sample or for a batch, kept so that every variant is compared with the same run.
/// </summary>
/// <param name="Id">Identifier of the sample, or of the first one of a batch.</param>
/// <param name="Inputs">Inputs as the source takes them, in reals.</param>
/// <param name="Outputs">Outputs in reals.</param>
/// <param name="Truth">What is right; null where nothing is known, and for a batch, whose <see cref="Rows"/> have theirs.</param>
public sealed record ReferenceOutputs(string Id, IReadOnlyList<Tensor> Inputs, IReadOnlyList<float[]> Outputs, SampleTruth? Truth = null)
{
    /// <summary>How many samples lie along the first axis of every input and output; 1 for a run of one sample.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>
    /// The samples of a batch that count, which are its first ones; the others fill it up, and nothing looks at them. Empty for one sample.
    /// </summary>
    public IReadOnlyList<ReferenceRow> Rows { get; init; } = [];

    /// <summary>
    /// Whether only what the source gave counts, for the spread of its answers: a variant is not run on it. False by default.
    /// </summary>
    public bool IsSourceOnly { get; init; }

    /// <summary>Whether nothing but samples that count was fed.</summary>
    public bool IsFull => Batch == 1 || Rows.Count == Batch;

    /// <summary>Samples that count.</summary>
    public int Count => Batch == 1 ? 1 : Rows.Count;

    /// <summary>Each sample that counts, with its part of what the source gave; the inputs are those of the run.</summary>
    public IEnumerable<ReferenceOutputs> PerSample() => Batch == 1
        ? [this]
        : Rows.Select((row, i) => new ReferenceOutputs(row.Id, Inputs, PartOf(Outputs, i), row.Truth));

    /// <summary>The part of one sample.</summary>
    /// <param name="outputs">Of a run like this one.</param>
    /// <param name="row">Its place in the batch.</param>
    public IReadOnlyList<float[]> PartOf(IReadOnlyList<float[]> outputs, int row)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        return Batch == 1 ? outputs : [.. outputs.Select(output => Part(output, row))];
    }

    private float[] Part(float[] output, int row)
    {
        var length = output.Length / Batch;
        return output[(row * length)..((row + 1) * length)];
    }
}

/// <summary>One sample of a batch.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Truth">What is right; null where nothing is known.</param>
public sealed record ReferenceRow(string Id, SampleTruth? Truth = null);
