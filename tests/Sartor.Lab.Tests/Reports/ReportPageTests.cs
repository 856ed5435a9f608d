using Sartor.Lab.Reports;
using Sartor.Lab.Tests.Results;

namespace Sartor.Lab.Tests.Reports;

public sealed class ReportPageTests
{
    [Fact]
    public void Page_Preview()
    {
        if (Environment.GetEnvironmentVariable("SARTOR_REPORT_PREVIEW") is { } path) ReportPage.Write(FitFixture.Full(), path);
    }
}
