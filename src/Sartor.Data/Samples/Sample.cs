using Sartor.Core;

namespace Sartor.Data.Samples;

/// <summary>
/// One example. It holds an image, which is still to be resized and normalised, or numbers, which are what the model takes already, or a
/// part of these kinds for each of several inputs: exactly one of <see cref="Pixels"/>, <see cref="Values"/> and <see cref="Parts"/> is
/// not null.
/// </summary>
public sealed record Sample
{
    /// <param name="id">Unique and stable within its data set: a path relative to its folder with <c>/</c>, or a row number from 0.</param>
    /// <param name="label">Class index from 0; null where the sample has no label.</param>
    /// <param name="pixels">A decoded image.</param>
    public Sample(string id, int? label, PixelImage pixels) => (Id, Label, Pixels) = (id, label, pixels);

    /// <param name="id">Unique and stable within its data set: a path relative to its folder with <c>/</c>, or a row number from 0.</param>
    /// <param name="label">Class index from 0; null where the sample has no label.</param>
    /// <param name="values">Numbers of one sample, without a batch axis.</param>
    public Sample(string id, int? label, Tensor values) => (Id, Label, Values) = (id, label, values);

    /// <param name="id">Unique and stable within its data set: a path relative to its folder with <c>/</c>, or a row number from 0.</param>
    /// <param name="label">Class index from 0; null where the sample has no label.</param>
    /// <param name="parts">One for each of <see cref="ISampleSource.Inputs"/>, in its order; none has parts itself.</param>
    public Sample(string id, int? label, IReadOnlyList<Sample> parts) => (Id, Label, Parts) = (id, label, parts);

    /// <summary>Unique and stable within its data set.</summary>
    public string Id { get; }

    /// <summary>What messages call it: its file, or its file and id. Default: the id.</summary>
    public string Place
    {
        get => field ?? Id;
        init;
    }

    /// <summary>Class index from 0; null where the sample has no label.</summary>
    public int? Label { get; }

    /// <summary>An image, before preprocessing.</summary>
    public PixelImage? Pixels { get; }

    /// <summary>Numbers of one sample, without a batch axis; never resized or normalised.</summary>
    public Tensor? Values { get; }

    /// <summary>What each of several inputs is fed; see <see cref="ISampleSource.Inputs"/>.</summary>
    public IReadOnlyList<Sample>? Parts { get; }
}
