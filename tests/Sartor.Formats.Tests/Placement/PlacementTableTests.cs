using Sartor.Formats.Onnx.Placement;
using Sartor.Formats.Placement;
using Sartor.Formats.TFLite.Placement;

namespace Sartor.Formats.Tests.Placement;

/// <summary>
/// Each line of each table can pass and can fail: an operator that meets all lines of its target is taken, and the same operator with
/// one line broken is the one fallback. A line that no operator can meet, or none can break, would say nothing.
/// </summary>
public sealed class PlacementTableTests
{
    private static IEnumerable<PlacementTable> Tables => [TFLitePlacement.Table, OnnxPlacement.Table];

    public static TheoryData<string> Targets => [.. Tables.SelectMany(t => t.Targets.Keys)];

    [Theory, MemberData(nameof(Targets))]
    public void Operator_IsTakenWhereItMeetsEveryLine(string name)
    {
        var (table, target) = Of(name);
        target.Operators.ShouldNotBeEmpty();
        foreach (var (type, letters) in target.Operators)
        {
            // One that is not taken alone is given company.
            PlacedOperator[] operators = [Sound(target, type, letters).Build(), Sound(target, type, letters).Build()];
            var report = TargetPlacement.Of(table, name, operators);
            report.Fallbacks.ShouldBeEmpty($"{name} {type}");
            (report.Operators, report.Taken, report.Partitions).ShouldBe((2, 2, 1));
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public void BrokenLine_IsTheOneFallback(string name)
    {
        var (table, target) = Of(name);
        var broken = 0;
        foreach (var constraint in target.Constraints)
        {
            foreach (var type in constraint.Operators ?? [target.Operators.Keys.First()])
            {
                // A line about an operator that the target does not have would never be asked.
                target.Operators.ShouldContainKey(type, $"{name} {constraint.Rule}");
                var sound = Sound(target, type, target.Operators[type]);
                constraint.Problem(sound.Build()).ShouldBeNull($"{name} {type} {constraint.Rule}");

                var report = TargetPlacement.Of(table, name, [sound.Break(constraint).Build()]);

                var fallback = report.Fallbacks.ShouldHaveSingleItem($"{name} {type} {constraint.Rule} {constraint.Option}");
                (fallback.Reason.Length, fallback.Advice.Length).ShouldSatisfyAllConditions(l => l.Item1.ShouldBePositive());
                report.Taken.ShouldBe(0);
                broken++;
            }
        }
        broken.ShouldBeGreaterThanOrEqualTo(target.Constraints.Count);
    }

    [Theory, MemberData(nameof(Targets))]
    public void OperatorOfNoTable_IsTheOneFallback(string name)
    {
        var (table, target) = Of(name);
        var report = TargetPlacement.Of(table, name, [new PlacementDraft("NoSuchOperator", 'f').Build()]);

        report.Fallbacks.ShouldHaveSingleItem().Reason.ShouldBe($"{target.Title} has no NoSuchOperator");
        report.Partitions.ShouldBe(0);
    }

    [Theory, MemberData(nameof(Targets))]
    public void OtherArithmetic_IsTheOneFallback(string name)
    {
        var (table, target) = Of(name);
        foreach (var (type, letters) in target.Operators.Where(o => o.Value != "*" && !o.Value.Contains('x')))
        {
            var other = Sound(target, type, "x").Build();
            TargetPlacement.Of(table, name, [other]).Fallbacks.ShouldHaveSingleItem($"{type} {letters}").Reason.ShouldContain(", not in ");
        }
    }

    private static (PlacementTable Table, PlacementTarget Target) Of(string name)
    {
        var table = Tables.First(t => t.Targets.ContainsKey(name));
        return (table, table.Targets[name]);
    }

    private static PlacementDraft Sound(PlacementTarget target, string type, string letters)
    {
        var draft = new PlacementDraft(type, letters[0]);
        foreach (var constraint in target.Constraints.Where(c => c.Operators is null || c.Operators.Contains(type))) draft.Meet(constraint);
        return draft;
    }
}
