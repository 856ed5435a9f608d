namespace Sartor.Core.Tests;

public sealed class CatalogTests
{
    public interface IFruit : INamed;

    private sealed class Apple : IFruit
    {
        public string Name => "apple";
    }

    private sealed class Pear : IFruit
    {
        public string Name => "pear";
    }

    public interface IDouble : INamed;

    private sealed class First : IDouble
    {
        public string Name => "same";
    }

    private sealed class Second : IDouble
    {
        public string Name => "same";
    }

    [Fact]
    public void Items_are_found_by_name_and_ordered()
    {
        var catalog = new Catalog<IFruit>(new Pear(), new Apple());
        catalog.All.Select(f => f.Name).ShouldBe(["apple", "pear"]);
        catalog.Find("pear").ShouldBeOfType<Pear>();
        catalog.Find("unripe").ShouldBeNull();
    }

    [Fact]
    public void Two_types_of_one_name_are_refused_by_both_names()
    {
        var error = Should.Throw<InvalidOperationException>(() => new Catalog<IDouble>(new First(), new Second()));
        error.Message.ShouldContain(nameof(First));
        error.Message.ShouldContain(nameof(Second));
    }
}
