using Sartor.Tailor.Predictors;

namespace Sartor.Tailor.Tests.Predictors;

public class DeviceTransferTests
{
    [Fact]
    public void Fit_OneDeviceTwiceAsSlow_IsAFactor()
    {
        var transfer = DeviceTransfer.Fit([(1, 2), (3, 6), (4, 8), (10, 20)]);

        transfer.Form.ShouldBe("factor");
        transfer.Predict(7).ShouldBe(14, 1e-9);
        transfer.Errors[^1].ShouldBe(0, 1e-9);
    }

    [Fact]
    public void Fit_ACostOfEachCall_IsALine()
    {
        var transfer = DeviceTransfer.Fit([(1, 7), (2, 9), (4, 13), (8, 21), (10, 25)]);

        transfer.Form.ShouldBe("line");
        transfer.Predict(6).ShouldBe(17, 1e-9);
    }

    [Fact]
    public void Fit_AKneeWhereTheCacheEnds_IsACurve()
    {
        var pairs = Enumerable.Range(1, 20).Select(x => ((double)x, x <= 10 ? x : 10 + (8.0 * (x - 10)))).ToArray();

        var transfer = DeviceTransfer.Fit(pairs);

        transfer.Form.ShouldBe("curve");
        transfer.Predict(5.5).ShouldBe(5.5, 1e-9);
        transfer.Predict(15.5).ShouldBe(54, 1e-9);
    }

    [Fact]
    public void Predict_AnyPairs_NeverFalls()
    {
        var random = new Random(3);
        for (var round = 0; round < 50; round++)
        {
            var pairs = Enumerable.Range(0, 10).Select(_ => (1 + random.NextDouble(), 1 + random.NextDouble())).ToArray();
            var transfer = DeviceTransfer.Fit(pairs);
            var values = Enumerable.Range(1, 60).Select(i => transfer.Predict(i / 20.0)).ToArray();
            for (var i = 1; i < values.Length; i++) values[i].ShouldBeGreaterThanOrEqualTo(values[i - 1] - 1e-12);
        }
    }

    [Fact]
    public void Fit_NothingInCommon_SaysSo()
    {
        var random = new Random(4);
        var pairs = Enumerable.Range(0, 10).Select(_ => (1 + random.NextDouble(), Math.Exp(4 * random.NextDouble()))).ToArray();

        var transfer = DeviceTransfer.Fit(pairs);

        transfer.Errors.Average().ShouldBeGreaterThan(0.3);
    }

    [Fact]
    public void Fit_TwoPairs_IsRefused() => Should.Throw<ArgumentOutOfRangeException>(() => DeviceTransfer.Fit([(1, 2), (2, 4)]));
}
