namespace Sartor.Lab.Tests.BenchmarkTools;

/// <summary>
/// Logs of TensorFlow Lite's benchmark tool, after the formats of its source (benchmark_model.cc and benchmark_tflite_model.cc of 2018,
/// 2020 and 2024, stat.h, android/README.md).
/// </summary>
internal static class ToolLogs
{
    public const string GraphPath = "/data/local/tmp/sartor/tools/7/model.tflite";

    /// <summary>XNNPACK on the whole model.</summary>
    public const string Complete = $"""
        INFO: STARTING!
        INFO: Log parameter values verbosely: [0]
        INFO: Min num runs: [10]
        INFO: Num threads: [4]
        INFO: Graph: [{GraphPath}]
        INFO: Signature to run: []
        INFO: #threads used for CPU inference: [4]
        INFO: Use xnnpack: [1]
        INFO: Loaded model {GraphPath}
        INFO: Created TensorFlow Lite XNNPACK delegate for CPU.
        VERBOSE: Replacing 31 out of 31 node(s) with delegate (TfLiteXNNPackDelegate) node, yielding 1 partitions.
        INFO: Explicitly applied XNNPACK delegate, and the model graph will be completely executed by the delegate.
        INFO: The input model file size (MB): 16.9006
        INFO: Initialized session in 12.582ms.
        INFO: Running benchmark for at least 3 iterations and at least 0.1 seconds but terminate if exceeding 6 seconds.
        INFO: count=9 first=81913 curr=55502 min=55502 max=81913 avg=58984.7 std=8115

        INFO: Running benchmark for at least 10 iterations and at least 0.2 seconds but terminate if exceeding 6 seconds.
        INFO: count=1061 first=56576 curr=56299 min=54669 max=60236 avg=56265.8 std=982

        INFO: Inference timings in us: Init: 12582, First inference: 81913, Warmup (avg): 58984.7, Inference (avg): 56265.8
        INFO: Note: as the benchmark tool itself affects memory footprint, the following is only APPROXIMATE.
        INFO: Memory footprint delta from the start of the tool (MB): init=14.4414 overall=14.8125
        """;

    /// <summary>XNNPACK on a part, one warm-up run, counts beyond a second, percentiles.</summary>
    public const string Partial = $"""
        INFO: STARTING!
        INFO: Graph: [{GraphPath}]
        INFO: #threads used for CPU inference: [1]
        INFO: Loaded model {GraphPath}
        INFO: Explicitly applied XNNPACK delegate, and the model graph will be partially executed by the delegate w/ 2 delegate kernels.
        INFO: Running benchmark for at least 1 iterations and at least 0.5 seconds but terminate if exceeding 150 seconds.
        INFO: count=1 curr=1633430

        INFO: Running benchmark for at least 50 iterations and at least 1 seconds but terminate if exceeding 150 seconds.
        INFO: count=50 first=1205745 curr=1218849 min=1168228 max=1422188 avg=1.23457e+06 std=27690 p5=1170011 median=1230000 p95=1300000

        INFO: Inference timings in us: Init: 592232, First inference: 1633430, Warmup (avg): 1.63343e+06, Inference (avg): 1.23457e+06
        """;

    /// <summary>The tool's own kernels, all runs alike, of 2018.</summary>
    public const string Old = $"""
        STARTING!
        Num threads: [1]
        Graph: [{GraphPath}]
        Loaded model {GraphPath}
        resolved reporter
        Initialized session in 0.5ms
        Running benchmark for at least 1 iterations and at least 0.5 seconds
        curr=8 count=62500 min=7 max=190 avg=7.61 std=2

        Running benchmark for at least 50 iterations and at least 1 seconds
        curr=7 count=50(all same)

        Average inference timings in us: Warmup: 7.61, Init: 500, no stats: 7
        """;

    /// <summary>Of 2020, on a GPU.</summary>
    public const string Gpu = $"""
        Loaded model {GraphPath}
        INFO: Created TensorFlow Lite delegate for GPU.
        Applied GPU delegate, and the model graph will be completely executed w/ the delegate.
        Running benchmark for at least 1 iterations and at least 0.5 seconds but terminate if exceeding 150 seconds.
        count=5 first=125113 curr=112537 min=111758 max=125113 avg=115344 std=4959

        Running benchmark for at least 50 iterations and at least 1 seconds but terminate if exceeding 150 seconds.
        count=50 first=119614 curr=115889 min=111842 max=119614 avg=115246 std=1329

        Average inference timings in us: Warmup: 115344, Init: 1361236, Inference: 115246
        Peak memory footprint (MB): init=3.5 overall=4.25
        """;

    /// <summary>As Android's log has it, with the lines of other processes.</summary>
    public static string Logcat(string log) => "--------- beginning of main\n" + string.Concat(
        log.Split('\n').SelectMany((line, i) => new[]
        {
            $"11-30 19:13:20.{i:000}  4000  4012 I tflite  : {Bare(line)}\n",
            i % 5 == 0 ? $"11-30 19:13:20.{i:000}  3999  3999 I tflite  : count=9 first=1 curr=1 min=1 max=2 avg=1.5 std=1\n" : "",
            i % 7 == 0 ? $"11-30 19:13:20.{i:000}  4000  4000 I tflite_BenchmarkModelActivity: --graph={GraphPath}\n" : "",
        }));

    private static string Bare(string line) => line.StartsWith("INFO: ", StringComparison.Ordinal) ? line["INFO: ".Length..] : line;
}
