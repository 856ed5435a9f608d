using Sartor.Core;
using Sartor.Data.Samples;
using Sartor.Data.Splits;

namespace Sartor.Data.Tests.Splits;

public sealed class DataSplitTests
{
    [Fact]
    public void Split_IsDisjointCompleteAndStratified()
    {
        // 100 of class 0, 50 of class 1, 10 of class 2: a fifth is 20, 10 and 2.
        var source = new FakeSource([.. Enumerable.Range(0, 160).Select(i => ($"s{i}", (int?)(i < 100 ? 0 : i < 150 ? 1 : 2), $"h{i}"))]);
        var split = DataSplit.Create(source);
        split.CalibrationIds.Intersect(split.HeldOutIds).ShouldBeEmpty();
        split.CalibrationIds.Concat(split.HeldOutIds).Order().ShouldBe(Enumerable.Range(0, 160).Select(i => $"s{i}").Order());
        var labels = split.CalibrationIds.Select(id => source.LabelOf(int.Parse(id[1..]))).CountBy(l => l!.Value).ToDictionary();
        labels.ShouldBe(new Dictionary<int, int> { [0] = 20, [1] = 10, [2] = 2 }, ignoreOrder: true);
    }

    [Fact]
    public void Split_DependsOnSeedAndIdsOnly()
    {
        (string, int?, string)[] samples = [.. Enumerable.Range(0, 50).Select(i => ($"s{i}", (int?)(i % 5), $"h{i}"))];
        var one = DataSplit.Create(new FakeSource(samples));
        var reversed = DataSplit.Create(new FakeSource([.. samples.Reverse()]));
        reversed.CalibrationIds.Order().ShouldBe(one.CalibrationIds.Order());
        DataSplit.Create(new FakeSource(samples)).ShouldBe(one);
        DataSplit.Create(new FakeSource(samples), new SplitOptions { Seed = 2 }).CalibrationIds.ShouldNotBe(one.CalibrationIds);
    }

    [Fact]
    public void Copies_AreNeverOnBothSides()
    {
        var random = new Random(5);
        for (var round = 0; round < 50; round++)
        {
            var source = new FakeSource([.. Enumerable.Range(0, 60).Select(i => ($"s{i}", (int?)random.Next(3), $"h{random.Next(25)}"))]);
            var split = DataSplit.Create(source, new SplitOptions { Seed = round });
            string[] Hashes(IEnumerable<string> ids) => [.. ids.Select(id => source.HashOf(int.Parse(id[1..]))).Distinct()];
            Hashes(split.CalibrationIds).Intersect(Hashes(split.HeldOutIds)).ShouldBeEmpty();
            split.CalibrationIds.ShouldNotBeEmpty();
            split.HeldOutIds.ShouldNotBeEmpty();
            (split.CalibrationIds.Count + split.HeldOutIds.Count).ShouldBe(60);
        }
    }

    [Fact]
    public void Calibration_IsCapped()
    {
        var source = new FakeSource([.. Enumerable.Range(0, 5000).Select(i => ($"s{i}", (int?)null, $"h{i}"))]);
        DataSplit.Create(source).CalibrationIds.Count.ShouldBe(500);
        DataSplit.Create(source, new SplitOptions { MaxCalibrationCount = 32 }).CalibrationIds.Count.ShouldBe(32);
    }

    // 9, 8 and 7 samples, shares of 0.25: quotas 2.25, 2 and 1.75 of 6, of which the third has the largest remainder. Of 7, 6 and 5
    // they are 1.94, 1.67 and 1.39 of 5 (a quarter of 18 is 4.5, rounded up): the first and the second get one more than the floor.
    [Theory]
    [InlineData(new[] { 9, 8, 7 }, new[] { 2, 2, 2 })]
    [InlineData(new[] { 7, 6, 5 }, new[] { 2, 2, 1 })]
    public void Fractions_GoToTheLargestRemainders(int[] classes, int[] expected)
    {
        var labels = classes.SelectMany((n, label) => Enumerable.Repeat(label, n)).ToArray();
        for (var seed = 0; seed < 5; seed++)
        {
            var source = new FakeSource([.. labels.Select((label, i) => ($"s{i}", (int?)label, $"h{i}"))]);
            var split = DataSplit.Create(source, new SplitOptions { Seed = seed, CalibrationShare = 0.25 });
            var counts = split.CalibrationIds.CountBy(id => labels[int.Parse(id[1..])]).OrderBy(c => c.Key).Select(c => c.Value);
            counts.ShouldBe(expected);
        }
    }

    // A share that rounds to all of the samples leaves one to judge; one that rounds to none takes one to calibrate.
    [Theory]
    [InlineData(2, 0.9, 1)]
    [InlineData(2, 0.999, 1)]
    [InlineData(5, 0.99, 4)]
    [InlineData(10, 0.96, 9)]
    [InlineData(2, 0.001, 1)]
    [InlineData(10, 0.01, 1)]
    public void Share_LeavesOneForEachPart(int samples, double share, int calibrating)
    {
        var source = new FakeSource([.. Enumerable.Range(0, samples).Select(i => ($"s{i}", (int?)0, $"h{i}"))]);
        var split = DataSplit.Create(source, new SplitOptions { CalibrationShare = share });
        (split.CalibrationIds.Count, split.HeldOutIds.Count).ShouldBe((calibrating, samples - calibrating));
    }

    [Fact]
    public void TwoSamples_AreOneEach()
    {
        var split = DataSplit.Create(new FakeSource([("a", 0, "x"), ("b", 1, "y")]));
        (split.CalibrationIds.Count, split.HeldOutIds.Count).ShouldBe((1, 1));
    }

    [Fact]
    public void LargeSetsOfCopies_StillGiveTwoParts()
    {
        var source = new FakeSource([.. Enumerable.Range(0, 10).Select(i => ($"s{i}", (int?)0, i < 6 ? "x" : "y"))]);
        var split = DataSplit.Create(source);
        (split.CalibrationIds.Count, split.HeldOutIds.Count).ShouldBe((4, 6));
    }

    [Fact]
    public void OneSample_IsRefused()
    {
        Should.Throw<DataSetException>(() => DataSplit.Create(new FakeSource([("a", 0, "x")])))
            .Message.ShouldContain("at least two");
        Should.Throw<DataSetException>(() => DataSplit.Create(new FakeSource([("a", 0, "x"), ("b", 1, "x")])))
            .Message.ShouldStartWith("the data set: has 2 samples, of which 1 is different");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void ShareOutOfRange_IsRefused(double share) =>
        Should.Throw<OptionException>(() => DataSplit.Create(new FakeSource([("a", 0, "x"), ("b", 1, "y")]),
            new SplitOptions { CalibrationShare = share }));

    private sealed class FakeSource((string Id, int? Label, string Hash)[] samples) : ISampleSource
    {
        public string Kind => "fake";
        public int Count => samples.Length;
        public bool HasImages => false;
        public IReadOnlyList<string> ClassNames => [];
        public IReadOnlyList<Diagnostic> Diagnostics => [];
        public string IdOf(int index) => samples[index].Id;
        public int? LabelOf(int index) => samples[index].Label;
        public string HashOf(int index) => samples[index].Hash;
        public Sample Read(int index) => throw new NotSupportedException();
        public void Dispose()
        {
        }
    }
}
