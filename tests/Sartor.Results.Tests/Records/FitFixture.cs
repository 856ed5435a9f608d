using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Results.Tests.Records;

/// <summary>
/// An invented result with everything that a real one can have: refused, failed, noisy and doubtful trials, a failed gate.
/// </summary>
internal static class FitFixture
{
    private const int Judged = 1000;
    private const int Launched = 6;

    public static FitResult Full() => new()
    {
        SartorVersion = "0.1.0",
        StartedUtc = new DateTimeOffset(2026, 8, 24, 9, 12, 5, TimeSpan.Zero),
        ElapsedSeconds = 74.2,
        Source = new SourceModel
        {
            Name = "fashion-mobilenet.onnx",
            Format = "onnx",
            FormatVersion = "IR 7",
            Producer = "pytorch 1.13.1",
            Opsets = new Dictionary<string, long> { [""] = 13 },
            Sha256 = new string('4', 32) + new string('b', 32),
            SizeBytes = 1_483_112,
            Parameters = 364_282,
            Macs = 21_733_888,
            Flops = 43_467_776,
            Inputs = [new TensorFacts { Name = "input", ElementType = "float32", Shape = [1, 1, 28, 28] }],
            Outputs = [new TensorFacts { Name = "logits", ElementType = "float32", Shape = [1, 10] }],
            Fingerprint = "g1:" + new string('7', 24),
        },
        Data = new DataUse
        {
            Name = "fashion",
            Samples = 1200,
            Labelled = 1200,
            Split = new SampleSplit
            {
                Seed = 1,
                CalibrationSamples = 200,
                HeldOutSamples = Judged,
                CalibrationIds = ["t-0003", "t-0011"],
                HeldOutIds = ["t-0000", "t-0001"],
            },
            Preprocess = new Dictionary<string, string> { ["color"] = "grey", ["mean"] = "72.9", ["std"] = "90.0" },
            Assumptions = ["The labels are indices into the output, as the largest label and the number of classes agree."],
        },
        Device = new DeviceFacts
        {
            Address = "host",
            Cpu = "Example CPU 8481C @ 2.70GHz",
            CpuFeatures = ["avx2", "avx512f", "avx512_vnni"],
            Cores = 2,
            MemoryBytes = 25_200_000_000,
            Os = "Debian GNU/Linux 12 (bookworm)",
            Kernel = "6.1.0-25-amd64",
            Architecture = "x64",
        },
        Protocol = new ProtocolFacts
        {
            MinRounds = 5,
            MaxRounds = 20,
            TargetHalfWidth = 0.02,
            TrialSeconds = 3.5,
            WarmupRuns = 10,
            WarmupSeconds = 0.5,
            MinRuns = 100,
            MinSeconds = 2,
            Threads = 1,
            Clock = "CLOCK_MONOTONIC, 1 ns",
        },
        Variants = Variants(),
        Pareto = [new TrialKey("int8", "tflite", "xnnpack"), new TrialKey("float32", "tflite", "xnnpack")],
        Recommendation = new Recommendation
        {
            Pick = new TrialKey("int8", "tflite", "xnnpack"),
            Code = "fastest",
            Reason = "It is the fastest of the 6 trials that passed verification and kept every limit: 0.412 ms against 1.20 ms of the "
                + "source, at an accuracy of 91.1 % that cannot be told from the source's 91.4 % on 1,000 samples.",
            Constraints = new Constraints { MaxLatencyMs = 1.0, MaxSizeMb = 1, MinScore = 0.9 },
            Rejected =
            [
                new Rejection
                {
                    Variant = "float16",
                    Target = new("tflite", "xnnpack"),
                    Code = RejectionCode.OverLatency,
                    Value = 1.08,
                    Limit = 1,
                },
                new Rejection
                {
                    Variant = "dynamic-range-int8",
                    Target = new("tflite", "xnnpack"),
                    Code = RejectionCode.NotMeasured,
                    Detail = "XNNPACK took 0 of 66 nodes",
                },
                new Rejection
                {
                    Variant = "int8-per-tensor",
                    Target = new("tflite", "xnnpack"),
                    Code = RejectionCode.GateFailed,
                    Detail = "top-1 agreement with the source is 71.3 % on 1000 samples (limit 95.0 %)",
                },
            ],
        },
        Diagnostics =
        [
            Diagnostic.Warning(
                "noisy-series",
                "source on onnxruntime cpu: the median absolute deviation is 6 % of the median; close other programs and measure again."),
            Diagnostic.Note("open-extent", "Input 'input' leaves its batch open; it was taken as 1."),
        ],
    };

    private static IReadOnlyList<VariantResult> Variants() =>
    [
        Variant("source", "onnx", "float32", 1_483_112, 914, null,
        [Trial("a1", "onnxruntime", "cpu", 1_200_000, 0.06, "all 68 nodes by CPUExecutionProvider", 61, ["noisy"])]),
        Variant("float32", "tflite", "float32", 1_462_004, 914, Pass(2.1e-6, 3e-7, 1),
            [Trial("b1", "tflite", "builtin", 2_310_000, 0.008, "66 of 66 nodes by builtin kernels", 22),
                Trial("b2", "tflite", "xnnpack", 640_000, 0.006, "64 of 66 nodes by XNNPACK", 27)]),
        Variant("float16", "tflite", "float16 weights, float32 arithmetic", 748_120, 913, Pass(0.0041, 0.0006, 0.999998),
            [Trial("c1", "tflite", "builtin", 2_350_000, 0.01, "66 of 66 nodes by builtin kernels", 23),
                Trial("c2", "tflite", "xnnpack", 662_000, 0.03, "64 of 66 nodes by XNNPACK", 29, ["bimodal"])]),
        Variant("dynamic-range-int8", "tflite", "int8 weights, float32 activations", 421_552, 912, Pass(0.31, 0.024, 0.9991),
            [Trial("d1", "tflite", "builtin", 1_730_000, 0.012, "66 of 66 nodes by builtin kernels", 21),
                Refused("d2", "tflite", "xnnpack", "XNNPACK took 0 of 66 nodes")]),
        Variant("int8", "tflite", "int8 weights per channel, int8 activations", 418_904, 911, Pass(0.82, 0.061, 0.9962),
            [Trial("e1", "tflite", "builtin", 905_000, 0.009, "66 of 66 nodes by builtin kernels", 19),
                Trial("e2", "tflite", "xnnpack", 412_000, 0.007, "65 of 66 nodes by XNNPACK", 22)]),
        Variant("int8-per-tensor", "tflite", "int8 weights per tensor, int8 activations", 417_210, 688, Fail(),
            [Trial("f1", "tflite", "xnnpack", 409_000, 0.008, "65 of 66 nodes by XNNPACK", 22), new TrialResult
            {
                Id = "f2", Engine = "tflite", EngineVersion = "2.9.0", Delegate = "builtin", Outcome = TrialStatus.Failed,
                Reason = "the worker ended with signal 11 (SIGSEGV) in inference 3", WarmupSamplesNs = [], SamplesNs = [],
            }]),
        new VariantResult
        {
            Name = "ncnn-float32", Format = "ncnn", Precision = "float32", Outcome = VariantOutcome.Refused, Trials = [],
            Reason = "ncnn cannot express <script>alert(1)</script> & \"quoted\" operators",
        },
    ];

    private static VariantResult Variant(
        string name, string format, string precision, long size, int correct, Gate? gate, IReadOnlyList<TrialResult> trials,
        Parity? parity = null) => new()
        {
            Name = name,
            Format = format,
            Precision = precision,
            Outcome = VariantOutcome.Made,
            File = name == "source" ? null : $"variants/{name}.tflite",
            Sha256 = new string('c', 64),
            SizeBytes = size,
            Conversion = name == "source" ? null : new Conversion
            {
                Seconds = 0.4,
                Diagnostics = [Diagnostic.Note("folded", "19 BatchNorm nodes were folded into convolutions.")],
            },
            Placements = format == "tflite" ? Placed(precision.Contains("activations", StringComparison.Ordinal)) : [],
            Verdicts = [.. trials.Select(trial => new Verdict
        {
            Target = trial.Target,
            Parity = name == "source" ? [] : [parity ?? ParityOf("held-out", correct), ParityOf("random", correct)],
            Scores = [Accuracy(correct), Agreement(Judged - 2 * Math.Abs(914 - correct))],
            Gate = gate ?? Gate.Of([]),
        })],
            Trials = trials,
        };

    private static IReadOnlyList<VariantPlacement> Placed(bool isQuantized) =>
    [
        Placement("gpu", 66, 1),
        Placement("npu", isQuantized ? 61 : 0, isQuantized ? 3 : 0),
    ];

    private static VariantPlacement Placement(string target, int taken, int partitions) => new()
    {
        Target = target,
        Title = $"The {target}",
        Source = $"operators.md of the {target}, 2026-08",
        Operators = 66,
        Taken = taken,
        Partitions = partitions,
        Reasons = taken == 66 ? [] : [Reason("SOFTMAX"), Reason("MEAN")],
    };

    private static PlacementReason Reason(string name) => new()
    {
        Operator = name,
        Count = 2,
        Node = $"{name}-1",
        Reason = $"the npu has no {name}",
        Advice = "replace it",
    };

    private static ScoreResult Accuracy(int correct) => new()
    {
        Name = "top1",
        Title = "top-1 accuracy",
        Kind = ScoreKind.Share,
        Truth = ScoreTruth.Data,
        Samples = Judged,
        Variant = Wilson(correct, Judged),
        Source = Wilson(914, Judged),
        Guess = 0.1,
    };

    private static ScoreResult Agreement(int correct) =>
        Accuracy(correct) with { Title = "top-1 agreement", Truth = ScoreTruth.Source, Source = null, Guess = null };

    private static Parity ParityOf(string set, int correct) => new()
    {
        Set = set,
        Samples = set == "random" ? 16 : Judged,
        MaxAbsError = correct == 688 ? null : (915 - correct) * 0.0213,
        MaxRelError = correct == 688 ? null : (915 - correct) * 0.0017,
        Cosine = correct == 688 ? null : 1 - (915 - correct) * 1.1e-4,
        MeanCosine = correct == 688 ? null : 1 - (915 - correct) * 1.1e-5,
    };

    private static Gate Pass(double absolute, double relative, double cosine) => Gate.Of(
    [
        new GateCheck
        {
            Code = GateCode.RelativeError,
            Passed = true,
            Set = "held-out",
            Value = relative,
            Limit = Math.Max(absolute, 1e-3),
        },
        new GateCheck { Code = GateCode.MeanCosine, Passed = true, Set = "held-out", Value = cosine, Limit = 0.95 },
    ]);

    private static Gate Fail() => Gate.Of(
    [
        new GateCheck
        {
            Code = GateCode.Agreement, Passed = false, Set = "held-out", Value = 0.713, Limit = 0.95,
            Score = Agreement(713),
        },
        new GateCheck
        {
            Code = GateCode.ScoreLoss, Passed = false, Set = "held-out", Value = 0.226, Limit = 0.01,
            Score = Accuracy(688) with { Loss = 0.226, Lost = 230, Won = 4, PValue = 1e-60 },
        },
    ]);

    private static DelegationReport Report(string proof, string @delegate) => new()
    {
        Delegate = @delegate,
        Nodes = 66,
        DelegatedNodes = proof.StartsWith("64", StringComparison.Ordinal) ? 64 : 66,
        Kernels = [new KernelUse("CONV_2D", 40), new KernelUse("ADD", 26)],
        Evidence = proof,
    };

    private static TrialResult Refused(string id, string engine, string @delegate, string reason) => new()
    {
        Id = id,
        Engine = engine,
        EngineVersion = "2.9.0",
        Delegate = @delegate,
        Outcome = TrialStatus.Refused,
        Reason = reason,
        WarmupSamplesNs = [],
        SamplesNs = [],
    };

    private static TrialResult Trial(
        string id, string engine, string @delegate, double medianNs, double spread, string proof, int memoryMb,
        IReadOnlyList<string>? flags = null)
    {
        var random = new Random(id[0] * 7 + id[1]);
        var bimodal = flags?.Contains("bimodal") == true;
        long Draw() =>
            (long)(medianNs * (
                1 + spread * (-Math.Log(1 - random.NextDouble()) - 0.69) + (random.Next(60) == 0 ? spread * 8 * random.NextDouble() : 0)
            + (bimodal && random.Next(3) == 0 ? 0.18 : 0)));
        var samples = Enumerable.Range(0, (int)Math.Clamp(2e9 / medianNs, 100, 5000)).Select(_ => Draw()).ToArray();
        var warmup = Enumerable.Range(0, samples.Length / 4).Select(i => (long)(Draw() * (1 + 0.9 * Math.Exp(-i / 6.0)))).ToArray();
        long[] sorted = [.. samples.Order()];
        long At(double share) => sorted[(int)(share * (sorted.Length - 1))];
        var half = 0.98 * Math.Sqrt(sorted.Length);
        var ratio = medianNs / 409_000;
        return new TrialResult
        {
            Id = id,
            Engine = engine,
            EngineVersion = engine == "tflite" ? "2.9.0" : "1.30.0",
            ToFastest = id == "f1" ? null : new LatencyRatio
            {
                Ratio = ratio,
                Low = ratio * 0.985,
                High = ratio * 1.015,
                Rounds = Launched,
                Verdict = ratio < 1.015 ? RatioVerdict.NoDifference : RatioVerdict.Slower,
            },
            Launches = [.. Enumerable.Range(0, Launched).Select(Launch)],
            SetAside = id == "a1"
                ? [new SetAsideSeries { Round = 2, MedianNs = 1.4e6, Flags = ["noisy-series"], SamplesNs = [1_400_000, 1_400_001] }]
                : [],
            Delegate = @delegate,
            Delegation = Report(proof, @delegate),
            Outcome = TrialStatus.Measured,
            Latency = new LatencySummary
            {
                MedianNs = At(0.5),
                MedianLowNs = sorted[(int)(sorted.Length / 2 - half)],
                MedianHighNs = sorted[(int)(sorted.Length / 2 + half)],
                Confidence = 0.95,
                P90Ns = At(0.9),
                P95Ns = At(0.95),
                P99Ns = At(0.99),
                MinNs = sorted[0],
                MadNs = medianNs * spread / 2,
                MeanNs = samples.Average(),
                Count = samples.Length,
                P95LowNs = At(0.95) * 0.98,
                P95HighNs = At(0.95) * 1.02,
                WithinCv = spread,
                BetweenCv = 0.004,
                Drift = -0.011,
                Outliers = 0,
                Flags = flags ?? [],
            },
            LoadNs = engine == "tflite" ? 3_100_000 : 24_800_000,
            FirstInferenceNs = warmup[0],
            PeakMemoryBytes = memoryMb * 1_000_000L + 412_000,
            WarmupSamplesNs = warmup,
            SamplesNs = samples,
        };

        // Consecutive parts of the samples; the last takes the rest.
        LaunchResult Launch(int i)
        {
            int Part(int count) => i < Launched - 1 ? count / Launched : count - (count / Launched * (Launched - 1));
            return new LaunchResult
            {
                Round = i + 1,
                StartSeconds = 3.1 * i,
                MedianNs = At(0.5),
                WarmupCount = Part(warmup.Length),
                Count = Part(samples.Length),
                LoadNs = 3_000_000 + i,
                FirstInferenceNs = warmup[0],
                PeakMemoryBytes = memoryMb * 1_000_000L,
                Flags = [],
            };
        }
    }

    // Wilson (1927), as https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval gives it.
    private static ScoreValue Wilson(int correct, int n)
    {
        const double z = 1.959964;
        double p = (double)correct / n, z2 = z * z / n;
        double centre = (p + z2 / 2) / (1 + z2), half = z / (1 + z2) * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n));
        return new ScoreValue { Value = p, Low = centre - half, High = centre + half, Correct = correct };
    }
}
