using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Passes;

/// <summary>Seeded networks of what moves transposes, bears them or stops them, wired at random; small enough to evaluate.</summary>
internal sealed class RandomNetwork
{
    private const int LargestExtent = 12, MostElements = 2000;
    private readonly Random _random;
    private readonly List<Value> _values = [];

    private RandomNetwork(int seed)
    {
        _random = new Random(seed);
        Fixture = new GraphFixture(seed);
    }

    private GraphFixture Fixture { get; }

    /// <param name="seed">Decides everything.</param>
    /// <param name="steps">How many operators; each of the values that nobody reads becomes an output.</param>
    public static GraphFixture Of(int seed, int steps)
    {
        var network = new RandomNetwork(seed);
        for (var i = 0; i < 2; i++)
        {
            network._values.Add(
                network.Fixture.Input(1, 2 * network._random.Next(1, 4), network._random.Next(2, 4), network._random.Next(2, 5)));
        }
        for (var i = 0; i < steps; i++) network.Step();
        var unread = network._values.Where(v => v.Uses.Count == 0 && v.Producer is not null).ToArray();
        network.Fixture.Output(unread.Length > 0 ? unread : [network.Fixture.Relu(network._values[0])]);
        return network.Fixture;
    }

    private void Step()
    {
        // Recent values more often, so that networks get deep.
        var x = _values[^(1 + Math.Min(_random.Next(_values.Count), _random.Next(_values.Count)))];
        var shape = x.Type.Shape!;
        switch (_random.Next(9))
        {
            case 0: Keep(Fixture.Relu(x)); break;
            case 1 when shape.Rank == 4: Keep(Fixture.Conv(x, 2 * _random.Next(1, 4))); break;
            case 2: Keep(Fixture.Add(new Transpose(Shuffled(shape.Rank)), x)); break;
            case 3: Join(x, shape); break;
            case 4: Cut(x, shape); break;
            case 5: Reshape(x, shape); break;
            case 6: Keep(Fixture.Add(new Softmax(_random.Next(shape.Rank)), x)); break;
            case 7: Keep(Fixture.Add(new Reduce(ReductionKind.Mean, [_random.Next(shape.Rank)], true), x)); break;
            case 8: Scale(x, shape); break;
            default: break;
        }
    }

    private void Scale(Value x, Shape shape)
    {
        var factors = Fixture.Constant(Fixture.Random([.. shape.Extents.Select(e => _random.Next(2) == 0 ? 1 : e)]));
        Keep(Fixture.Add(new Mul(), x, factors));
    }

    private void Keep(Value value)
    {
        if (value.Type.Shape!.ElementCount <= MostElements && value.Type.Shape.Extents.All(e => e <= LargestExtent)) _values.Add(value);
        else Fixture.Graph.Remove(value.Producer!);
    }

    private Permutation Shuffled(int rank)
    {
        if (rank == 4 && _random.Next(2) == 0) return _random.Next(2) == 0 ? Permutation.ToChannelsFirst : Permutation.ToChannelsLast;
        var axes = Enumerable.Range(0, rank).ToArray();
        _random.Shuffle(axes);
        return new Permutation(axes.ToEquatableArray());
    }

    // A sum with a value of the same shape, or a concatenation along an axis.
    private void Join(Value x, Shape shape)
    {
        var axis = _random.Next(shape.Rank);
        var others = _values.Where(
            v => v != x && v.Type.Shape!.Rank == shape.Rank && v.Type.Shape.With(axis, 0) == shape.With(axis, 0)).ToArray();
        if (others.Length == 0) return;
        var other = others[_random.Next(others.Length)];
        Keep(
            other.Type.Shape == shape && _random.Next(2) == 0 ? Fixture.Add(new Add(), x, other) : Fixture.Add(new Concat(axis), x, other));
    }

    private void Cut(Value x, Shape shape)
    {
        var axis = _random.Next(shape.Rank);
        if (shape[axis] < 2) return;
        var part = _random.NextInt64(1, shape[axis]);
        if (_random.Next(2) == 0)
        {
            var parts = Fixture.Graph.Add(new Split(axis, [part, shape[axis] - part]), [x], $"Split{Fixture.Graph.Nodes.Count}");
            _values.AddRange(parts.Outputs);
            return;
        }
        var (starts, steps) = (new long[shape.Rank], Enumerable.Repeat(1L, shape.Rank));
        starts[axis] = shape[axis] - part;
        Keep(
            Fixture.Add(
                new Slice(starts.ToEquatableArray(), shape.With(axis, part).Extents.ToEquatableArray(), steps.ToEquatableArray()), x));
    }

    // An axis splits into two, or two that are neighbours merge.
    private void Reshape(Value x, Shape shape)
    {
        var axis = _random.Next(shape.Rank - 1);
        var extents = shape.Extents.ToList();
        if (shape.Rank > 4 || (shape.Rank > 3 && _random.Next(3) == 0))
        {
            extents[axis] *= extents[axis + 1];
            extents.RemoveAt(axis + 1);
        }
        else if (shape.Rank < 5 && shape[axis] % 2 == 0)
        {
            extents[axis] /= 2;
            extents.Insert(axis + _random.Next(2), 2);
        }
        Keep(Fixture.Add(new Reshape(extents.ToEquatableArray()), x));
    }
}
