using Sartor.Contracts.Scores;
using Sartor.Core;
using Sartor.Lab.Scores;

namespace Sartor.Lab.Tests.Scores;

public sealed class TopOneContractTests : ScoreContract
{
    protected override IScore Score => ScoreCatalog.Parse("top1");
}

public sealed class TopFiveContractTests : ScoreContract
{
    protected override IScore Score => ScoreCatalog.Parse("top5");
}

public sealed class MeanAbsoluteErrorContractTests : ScoreContract
{
    protected override IScore Score => ScoreCatalog.Parse("mae");
}

public sealed class RootMeanSquareErrorContractTests : ScoreContract
{
    protected override IScore Score => ScoreCatalog.Parse("rmse");
}

/// <summary>A score of a user's own.</summary>
public sealed class MacroRecallContractTests : ScoreContract
{
    protected override IScore Score => new MacroRecall(12);
}

public sealed class ScoreCatalogTests
{
    [Fact]
    public void EachScore_HasItsContract() =>
        ScoreCatalog.Catalog.All.Select(score => score.Name).ShouldBe(["mae", "rmse", "top1", "top5"]);

    [Theory]
    [InlineData("top1", "top1", "top-1 accuracy")]
    [InlineData("top3", "top3", "top-3 accuracy")]
    [InlineData("top1@logits", "top1@logits", "top-1 accuracy of 'logits'")]
    [InlineData("rmse@a@b", "rmse@a@b", "root mean square error of 'a@b'")]
    public void Parse_KnowsNameAndOutput(string text, string name, string title)
    {
        var score = ScoreCatalog.Parse(text);
        (score.Name, score.Title).ShouldBe((name, title));
    }

    [Theory]
    [InlineData("")]
    [InlineData("top")]
    [InlineData("top0")]
    [InlineData("top-1")]
    [InlineData("top99999999999")]
    [InlineData("TOP1")]
    [InlineData("mae@")]
    [InlineData("f1")]
    public void Parse_RefusesWhatIsNoScore(string text) =>
        Should.Throw<OptionException>(() => ScoreCatalog.Parse(text)).Message.ShouldContain("mae, rmse");
}
