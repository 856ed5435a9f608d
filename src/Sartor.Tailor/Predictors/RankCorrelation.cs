namespace Sartor.Tailor.Predictors;

/// <summary>How alike two orders are.</summary>
internal static class RankCorrelation
{
    /// <summary>
    /// Kendall's τ-b: 1 for the same order, 0 for none, −1 for the opposite one, with ties (Kendall, The treatment of ties in ranking
    /// problems,
    /// Biometrika 33, 1945). NaN where one of the two is all ties.
    /// </summary>
    public static double Tau(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        long agreeing = 0, tiesOfX = 0, tiesOfY = 0, pairs = 0;
        for (var i = 0; i < x.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (ofX, ofY) = (Math.Sign(x[i] - x[j]), Math.Sign(y[i] - y[j]));
                pairs++;
                agreeing += ofX * ofY;
                if (ofX == 0) tiesOfX++;
                if (ofY == 0) tiesOfY++;
            }
        }
        return agreeing / Math.Sqrt((double)(pairs - tiesOfX) * (pairs - tiesOfY));
    }
}
