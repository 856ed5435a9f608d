using Sartor.Lab.Trials;

namespace Sartor.Lab.Tests.Trials;

public sealed class StepKeyTests
{
    [Fact]
    public void Id_IsTheHashOfTheLines()
    {
        var key = StepKey.Of("a").With("b", "c\\d\ne").With("n", 0.1).With("none", (string?)null).With("empty", "");
        key.Text.ShouldBe("form=a\nb=c\\\\d\\ne\nn=0.1\nempty=\n");
        // printf 'form=a\nb=c\\\\d\\ne\nn=0.1\nempty=\n' | sha256sum
        key.Id.ShouldBe("35202851dcf521459b45d9ad358539064f73bd4d2f91c408a0abb1dedbbe77ce");
    }

    [Fact]
    public void Values_ThatLookLikeLines_AreNone()
    {
        string[] ids =
        [
            StepKey.Of("a").With("b", "1").With("c", "2").Id,
            StepKey.Of("a").With("b", "1\nc=2").Id,
            StepKey.Of("a").With("b", "1\\nc=2").Id,
            StepKey.Of("a").With("b", "1").Id,
            StepKey.Of("a").With("b", "1").With("c", "").Id,
            StepKey.Of("a").With("b", "1").With("c", (string?)null).With("d", "").Id,
        ];
        ids.Distinct().Count().ShouldBe(ids.Length);
    }
}
