using Sartor.Core;
using Sartor.Formats.Placement;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Placement;

/// <summary>An operator in the making: it can be brought to meet a rule of a table, and to break it.</summary>
/// <param name="type">Its name in the format.</param>
/// <param name="letter">Its arithmetic.</param>
internal sealed class PlacementDraft(string type, char letter)
{
    private readonly Dictionary<string, object> _options = [];
    private long _version = 20;

    private readonly List<Part> _inputs = [new(false), new(true), new(true), new(true)];

    private readonly List<Part> _outputs = [new(false)];

    private IEnumerable<Part> Data => _inputs.Concat(_outputs).Where(p => !p.IsConstant);

    public PlacedOperator Build()
    {
        var dot = type.LastIndexOf('.');
        return new PlacedOperator(
            new RawNode("any", dot < 0 ? "" : type[..dot], type[(dot + 1)..], _version, _options), "y",
            [.. _inputs.Select((p, i) => p.IsLeftOut ? null : p.Build($"input{i}"))], [.. _outputs.Select((p, i) => p.Build($"output{i}"))],
            letter);
    }

    /// <summary>Makes it meet a rule.</summary>
    public PlacementDraft Meet(PlacementConstraint c)
    {
        switch (c.Rule)
        {
            case "rank-at-most" or "rank-between":
                var rank = c.Rule == "rank-between" ? c.Numbers[0] : Math.Min(c.Numbers[0], _outputs[0].Extents.Count);
                foreach (var part in Data) part.Extents = [.. Enumerable.Repeat(1L, (int)rank)];
                break;
            case "inputs":
                Resize(_inputs, (int)c.Numbers[0], true);
                break;
            case "outputs":
                Resize(_outputs, (int)c.Numbers[0], false);
                break;
            case "constant" or "ones" or "not-negative":
                foreach (var input in c.Numbers.Where(n => n < _inputs.Count)) _inputs[(int)input] = new Part(true);
                break;
            case "element":
                _inputs[(int)c.Numbers[0]].Element = Element(c.Words[1]);
                break;
            case "equals" or "at-most":
                _options[c.Option!] = c.Numbers[0];
                break;
            case "is":
                _options[c.Option!] = c.Words[1];
                break;
            case "is-where" when (string)_options[c.Option!] == c.Words[1]:
                _options[c.Words[2]] = c.Words[4];
                break;
        }
        return this;
    }

    /// <summary>Makes it break a rule.</summary>
    public PlacementDraft Break(PlacementConstraint c)
    {
        var numbers = c.Numbers;
        switch (c.Rule)
        {
            case "rank-at-most": _outputs[0].Extents = Ones(numbers[0] + 1); break;
            case "rank-between": _outputs[0].Extents = Ones(numbers[1] + 1); break;
            case "batch-at-most": _outputs[0].Extents = [numbers[0] + 1, 4]; break;
            case "extent-at-most": _outputs[0].Extents = [1, numbers[0] + 1]; break;
            case "input-extent-at-most": _inputs[1].Extents = [numbers[0] + 1]; break;
            case "input-rank-at-most": _inputs[1].Extents = Ones(numbers[0] + 1); break;
            case "input-rank-at-least": _inputs[(int)numbers[0]].Extents = Ones(numbers[1] - 1); break;
            case "static": _outputs[0].IsOpen = true; break;
            case "static-inputs": _inputs[0].IsOpen = true; break;
            case "shaped": _inputs[0].HasNoRank = true; break;
            case "inside": _inputs[1].IsOutside = true; break;
            case "has-bias": _inputs[(int)numbers[0]].IsLeftOut = true; break;
            case "constant": Compute(numbers[^1]); break;
            case "constant-unless": _options[c.Option!] = numbers[0] + 1; Compute(numbers[1]); break;
            case "constant-unless-element": Compute(numbers[0]); _inputs[(int)numbers[0]].Element = ElementType.Int64; break;
            case "element": _inputs[(int)numbers[0]].Element = ElementType.Bool; break;
            case "ones": _inputs[(int)numbers[0]].Values = [1, 2]; break;
            case "not-negative": _inputs[(int)numbers[0]].Values = [0, -1]; break;
            case "keeps-extents" or "changes-last": _inputs[0].Extents = [1, 2, 1, 1]; _outputs[0].Extents = [1, 3, 1, 1]; break;
            case "inputs": Resize(_inputs, (int)numbers[1] + 1, true); break;
            case "outputs": Resize(_outputs, (int)numbers[1] + 1, false); break;
            case "activation": _options["fused_activation_function"] = 4L; break;
            case "version-at-least": _version = numbers[0] - 1; break;
            case "at-most" or "equals": _options[c.Option!] = numbers.Max() + 1; break;
            case "number": _options[c.Option!] = numbers[0] + 0.5f; break;
            case "all": _options[c.Option!] = EquatableArray.Create<long>([numbers[0], numbers[0] + 1]); break;
            case "is": _options[c.Option!] = "other"; break;
            case "is-where": _options[c.Option!] = c.Words[1]; _options[c.Words[2]] = "other"; break;
            case "without": _options[c.Option!] = 1L; break;
            case "undilated-groups":
                (_options["group"], _options["dilations"], _inputs[1].Extents) = (2L, EquatableArray.Create<long>([2, 2]), [4, 2, 3, 3]);
                break;
            default: throw new InvalidOperationException($"no test breaks '{c.Rule}'");
        }
        return this;
    }

    private void Compute(long input)
    {
        Resize(_inputs, Math.Max((int)input + 1, _inputs.Count), true);
        _inputs[(int)input] = new Part(false) { Extents = _inputs[0].Extents };
    }

    private static void Resize(List<Part> parts, int count, bool isConstant)
    {
        while (parts.Count > count) parts.RemoveAt(parts.Count - 1);
        while (parts.Count < count) parts.Add(new Part(isConstant));
    }

    private static List<long> Ones(long rank) => [.. Enumerable.Repeat(1L, (int)rank)];

    private static ElementType Element(string label) => Enum.GetValues<ElementType>().First(e => e.Label() == label);

    private sealed class Part(bool isConstant)
    {
        public bool IsConstant => isConstant;

        public ElementType Element { get; set; } = ElementType.Float32;

        public List<long> Extents { get; set; } = [1, 1, 1, 1];

        public bool HasNoRank { get; set; }

        public bool IsOpen { get; set; }

        public bool IsOutside { get; set; }

        public bool IsLeftOut { get; set; }

        public double[] Values { get; set; } = [1];

        public PlacedTensor Build(string name) => new(name, Element, HasNoRank ? null : Extents)
        {
            IsConstant = isConstant,
            IsOpen = IsOpen,
            IsOutside = IsOutside,
            Values = () => Values,
        };
    }
}
