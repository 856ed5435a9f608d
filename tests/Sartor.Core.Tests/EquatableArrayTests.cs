namespace Sartor.Core.Tests;

public sealed class EquatableArrayTests
{
    private sealed record Holder(EquatableArray<long> Items);

    [Fact]
    public void Records_compare_by_the_elements()
    {
        new Holder([1, 2]).ShouldBe(new Holder([1, 2]));
        new Holder([1, 2]).GetHashCode().ShouldBe(new Holder([1, 2]).GetHashCode());
        new Holder([1, 2]).ShouldNotBe(new Holder([2, 1]));
    }

    [Fact]
    public void Default_is_empty()
    {
        default(EquatableArray<int>).Count.ShouldBe(0);
        (default == (EquatableArray<int>)[]).ShouldBeTrue();
    }
}
