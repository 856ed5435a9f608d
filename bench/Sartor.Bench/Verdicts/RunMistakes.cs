using Sartor.Core;
using Sartor.Lab.Evaluation;

namespace Sartor.Bench.Verdicts;

/// <summary>
/// Runtimes that keep something from sample to sample. The TFLite files that Sartor writes have no state, so what runs them has it here.
/// </summary>
internal static class RunMistakes
{
    public static IReadOnlyList<Mistake> All { get; } =
    [
        Of("the output is that of the sample before", (_, before) => before),
        Of("a tenth of the sample before stays", (now, before) => Mixed(now, before, 0.1f)),
        Of("the output is that of the first sample", null),
    ];

    // Integers too are kept where there is no mixture of them.
    private static Mistake Of(string name, Func<Tensor, Tensor, Tensor>? mix) =>
        new(name, MistakeStage.Run, graph => mix is null || graph.Outputs.Any(o => o.Type.Element.IsFloat()))
        {
            Session = session => new StatefulSession(session, mix),
        };

    private static Tensor Mixed(Tensor now, Tensor before, float share)
    {
        if (now.Element != ElementType.Float32)
        {
            // Steps of the same scale.
            if (now.Element != ElementType.Int8) return now;
            var (a, b) = (now.AsSpan<sbyte>().ToArray(), before.AsSpan<sbyte>().ToArray());
            return Tensor.Create(now.Shape, a.Zip(b, (x, y) => (sbyte)Math.Round(((1 - share) * x) + (share * y))).ToArray());
        }
        var (next, last) = (now.ToSingles(), before.ToSingles());
        return Tensor.Create(now.Shape, next.Zip(last, (x, y) => ((1 - share) * x) + (share * y)).ToArray());
    }

    private sealed class StatefulSession(ITargetSession session, Func<Tensor, Tensor, Tensor>? mix) : ITargetSession
    {
        private IReadOnlyList<Tensor>? _before;

        public string ActualDelegate => session.ActualDelegate;

        public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs)
        {
            var now = session.Infer(inputs);
            var before = _before ?? now;
            // Without a mixture the first sample stays for good.
            if (mix is null)
            {
                _before = before;
                return before;
            }
            _before = now;
            return [.. now.Zip(before, mix)];
        }

        public void Dispose() => session.Dispose();
    }
}
