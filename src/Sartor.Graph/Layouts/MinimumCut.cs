namespace Sartor.Graph.Layouts;

/// <summary>
/// A minimum s-t cut by Dinic's algorithm (Dinic 1970): blocking flows in layered networks, without recursion. Places are numbered
/// from 0; <see cref="Source"/> and <see cref="Sink"/> are there from the start.
/// </summary>
internal sealed class MinimumCut
{
    public const int Source = 0, Sink = 1;

    private readonly List<List<int>> _leaving = [[], []];
    private readonly List<(int To, LayoutPrice Left)> _arcs = [];

    /// <summary>A capacity that no cut pays: more than all finite ones together.</summary>
    public static readonly LayoutPrice Unbounded = new(long.MaxValue >> 2, 0);

    /// <summary>Adds a place.</summary>
    public int AddPlace()
    {
        _leaving.Add([]);
        return _leaving.Count - 1;
    }

    /// <summary>Adds what a cut pays when <paramref name="from"/> is on the side of the source and <paramref name="to"/> is not.</summary>
    public void Add(int from, int to, LayoutPrice capacity)
    {
        if (capacity == 0) return;
        _leaving[from].Add(_arcs.Count);
        _arcs.Add((to, capacity));
        // The arc back has the next, odd number: arc ^ 1 is the other direction of either.
        _leaving[to].Add(_arcs.Count);
        _arcs.Add((from, 0));
    }

    /// <summary>Finds the cut; call it once.</summary>
    /// <returns>What the cut costs, and for each place whether it is on the side of the source: of all minimum cuts the one with the fewest
    /// such places.</returns>
    public (LayoutPrice Cost, bool[] OnSourceSide) Solve()
    {
        LayoutPrice flow = 0;
        while (true)
        {
            var level = Levels();
            if (level[Sink] < 0) return (flow, Array.ConvertAll(level, l => l >= 0));
            flow += BlockingFlow(level);
        }
    }

    private int[] Levels()
    {
        var level = new int[_leaving.Count];
        Array.Fill(level, -1);
        level[Source] = 0;
        var queue = new Queue<int>([Source]);
        while (queue.TryDequeue(out var place))
        {
            foreach (var arc in _leaving[place])
            {
                var (to, left) = _arcs[arc];
                if (left == 0 || level[to] >= 0) continue;
                level[to] = level[place] + 1;
                queue.Enqueue(to);
            }
        }
        return level;
    }

    private LayoutPrice BlockingFlow(int[] level)
    {
        LayoutPrice flow = 0;
        var next = new int[_leaving.Count];
        var path = new Stack<int>();
        var place = Source;
        while (true)
        {
            if (place == Sink)
            {
                flow += Augment(path);
                path.Clear();
                place = Source;
            }
            else if (Advance(place, next, level) is { } arc)
            {
                path.Push(arc);
                place = _arcs[arc].To;
            }
            else if (path.TryPop(out var back))
            {
                // A dead end: its predecessor goes on with the arc after this one.
                place = _arcs[back ^ 1].To;
                next[place]++;
            }
            else
            {
                return flow;
            }
        }
    }

    private int? Advance(int place, int[] next, int[] level)
    {
        for (; next[place] < _leaving[place].Count; next[place]++)
        {
            var arc = _leaving[place][next[place]];
            if (_arcs[arc].Left > 0 && level[_arcs[arc].To] == level[place] + 1) return arc;
        }
        return null;
    }

    private LayoutPrice Augment(Stack<int> path)
    {
        var amount = Unbounded;
        foreach (var arc in path) amount = LayoutPrice.Min(amount, _arcs[arc].Left);
        foreach (var arc in path)
        {
            _arcs[arc] = (_arcs[arc].To, _arcs[arc].Left - amount);
            _arcs[arc ^ 1] = (_arcs[arc ^ 1].To, _arcs[arc ^ 1].Left + amount);
        }
        return amount;
    }
}
