namespace Sartor.Formats.Tests;

public sealed class UniqueNamesTests
{
    [Fact]
    public void Names_AreTakenOnce()
    {
        var names = new UniqueNames();

        string[] made = [names.Of("a"), names.Of("a"), names.Of("a_3"), names.Of("a"), names.Of(""), names.Of("")];

        made.ShouldBe(["a", "a_2", "a_3", "a_4", "value", "value_2"]);
    }

    [Fact]
    public void Number_DoesNotDependOnOtherNames()
    {
        var (few, many) = (new UniqueNames(), new UniqueNames());
        for (var i = 0; i < 20; i++) many.Of($"other {i}");

        string[] Three(UniqueNames names) => [names.Of("a"), names.Of("a"), names.Of("a")];

        Three(many).ShouldBe(Three(few));
    }
}
