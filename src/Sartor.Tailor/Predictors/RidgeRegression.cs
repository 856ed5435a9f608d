namespace Sartor.Tailor.Predictors;

/// <summary>
/// Least squares with a penalty on the size of the coefficients (Hoerl and Kennard, Technometrics 12, 1970): where samples are fewer than
/// coefficients, those that nothing is known of stay 0. The constant term has no penalty.
/// </summary>
internal sealed class RidgeRegression
{
    private readonly double[] _coefficients;

    private RidgeRegression(double constant, double[] coefficients)
    {
        Constant = constant;
        _coefficients = coefficients;
    }

    public double Constant { get; }

    /// <summary>One for each feature.</summary>
    public IReadOnlyList<double> Coefficients => _coefficients;

    /// <param name="rows">The features of each sample: all of one length, at least one sample.</param>
    /// <param name="values">What was measured of each.</param>
    /// <param name="penalty">Above 0; in units of samples that say 0.</param>
    public static RidgeRegression Fit(IReadOnlyList<double[]> rows, IReadOnlyList<double> values, double penalty)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(penalty);
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Count, values.Count);
        var features = rows[0].Length;
        var means = new double[features];
        foreach (var row in rows)
        {
            for (var j = 0; j < features; j++) means[j] += row[j] / rows.Count;
        }
        var mean = values.Average();
        var products = new double[features, features];
        var target = new double[features];
        var centred = new double[features];
        for (var sample = 0; sample < rows.Count; sample++)
        {
            for (var j = 0; j < features; j++) centred[j] = rows[sample][j] - means[j];
            for (var j = 0; j < features; j++)
            {
                if (centred[j] == 0) continue;
                target[j] += centred[j] * (values[sample] - mean);
                for (var k = 0; k <= j; k++) products[j, k] += centred[j] * centred[k];
            }
        }
        for (var j = 0; j < features; j++) products[j, j] += penalty;
        var coefficients = SolveCholesky(products, target);
        for (var j = 0; j < features; j++) mean -= coefficients[j] * means[j];
        return new RidgeRegression(mean, coefficients);
    }

    public double Predict(ReadOnlySpan<double> row)
    {
        var sum = Constant;
        for (var j = 0; j < row.Length; j++) sum += _coefficients[j] * row[j];
        return sum;
    }

    // The matrix is symmetric and, with the penalty, positive definite: L·Lᵀ of its lower half, then two triangles.
    private static double[] SolveCholesky(double[,] matrix, double[] right)
    {
        var n = right.Length;
        for (var j = 0; j < n; j++)
        {
            for (var i = j; i < n; i++)
            {
                var sum = matrix[i, j];
                for (var k = 0; k < j; k++) sum -= matrix[i, k] * matrix[j, k];
                matrix[i, j] = i == j ? Math.Sqrt(sum) : sum / matrix[j, j];
            }
        }
        var solved = (double[])right.Clone();
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < i; k++) solved[i] -= matrix[i, k] * solved[k];
            solved[i] /= matrix[i, i];
        }
        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++) solved[i] -= matrix[k, i] * solved[k];
            solved[i] /= matrix[i, i];
        }
        return solved;
    }
}
