using Sartor.Contracts;

namespace Sartor.Cli.Tests;

/// <summary>What people do wrong: each ends with its exit code and one sentence that names the subject, the place and the remedy.</summary>
public sealed class WrongUseTests(WrongUse files) : IClassFixture<WrongUse>
{
    /// <summary>
    /// Arguments, and a pattern of the sentence. <c>M</c> stands for the network of the demo, <c>D</c> for its data, <c>V</c> for a small
    /// TFLite file, <c>S</c> for its source, <c>T/</c> for the folder of <see cref="WrongUse"/>.
    /// </summary>
    public static TheoryData<string, string> Refusals => new()
    {
        // Files and folders.
        { "convert T/nosuch.onnx", "nosuch.onnx: there is no such file; check the path" },
        { "inspect https://example.org/model.onnx", "there is no such file" },
        { "inspect -- -", "^-: there is no such file" },
        { "fit M --data T/nosuch", "nosuch: there is no such file or folder; check the path" },
        { "quantize M", "^--data: is missing; give samples" },
        { "convert", "^<model>: is missing; give the trained model" },
        { "fit M --data T/nothing", "nothing: .*(pictures|images)" },
        { "fit M --data T/film.mp4", "film.mp4: .*(folder of|CSV)" },
        { "inspect T/nothing", "nothing: contains no model.*give a folder with" },
        { "report T/nothing", "contains no result.json.*give the folder that fit wrote" },
        { "report T/nosuch", "nosuch.*there is no such" },
        { "convert V --out V", "is a file that is read" },
        { "convert M --out T/mine.param", "mine.bin: is there without 'mine.param'.*choose another name with --out" },
        { "convert M --metadata-labels T/names.onnx --mean 0 --std 255 --out T/names.onnx", "names.onnx: is a file that is read" },
        { "fit S --labels T/labels.csv", "^--labels: are labels of data; give --data too" },
        { "fit S --precisions int8", "^--precisions: int8 needs samples to calibrate on; give --data" },
        { "fit T/two.onnx --input c=0,1", "^--input: 'c' is not an input of the model; its inputs are 'a', 'b'" },
        { "fit T/two.onnx --range 3", "^--range: '3' is not of the form low,high" },
        { "fit S --data D --range 0,255", "^--range: and --input say which random values stand for data; drop them, or drop --data" },
        // Models that are none, or of others.
        { "inspect T/text.onnx", "text.onnx: unsupported format; Sartor reads.*onnx.*tflite" },
        { "convert T/model.pt", "model.pt: is not a PyTorch file, whatever its name says; download or save it again" },
        { "inspect T/cut.pt", "cut.pt: is a PyTorch file that is damaged or cut off; download or save it again" },
        { "convert T/cut.pt --input-shape 1,3,8,8", "cut.pt: is a PyTorch file that is damaged or cut off" },
        { "convert T/none.pt --input-shape 1,3,8,8", "none.pt: is a PyTorch file; name the class of its network" },
        { "inspect T/none.pt", "none.pt: is a PyTorch file without tensors; give the one that the weights were saved to" },
        { "convert T/model.h5", "model.h5: is a Keras model; convert it with" },
        { "convert T/model.keras", "model.keras: is a Keras model" },
        { "convert T/model.mlmodel", "model.mlmodel: is a Core ML model that is not a package" },
        { "convert T/net.mlpackage", "net.mlpackage: has no Manifest.json" },
        { "inspect T/net.mlpackage", "net.mlpackage: has no Manifest.json" },
        { "convert T/saved_model.pb", "saved_model.pb: is a TensorFlow SavedModel; convert" },
        { "convert T/film.mp4", "film.mp4: unsupported format; Sartor reads" },
        { "convert T/pointer.onnx", "is a Git LFS pointer, not the model; run `git lfs pull`" },
        { "convert T/empty.onnx", "the file is empty; download or export it again" },
        { "convert T/cut.onnx", "cut.onnx: .*(get|download) it again" },
        { "inspect T/cut.tflite", "cut.tflite: .*again" },
        // Shapes.
        { "convert T/dynamic.onnx", "image \\[batch,3,height,width\\]; give --input-shape image=1,3,HEIGHT,WIDTH" },
        { "bench T/dynamic.onnx", "give --input-shape image=1,3,HEIGHT,WIDTH" },
        { "quantize T/dynamic.onnx --data D", "give --input-shape image=1,3,HEIGHT,WIDTH" },
        { "verify T/dynamic.onnx --source T/dynamic.onnx", "give --input-shape image=1,3,HEIGHT,WIDTH" },
        { "convert T/batch.onnx --input-shape z=1,4", "input 'z'.*the inputs are 'x'" },
        { "convert T/batch.onnx --input-shape x=1,4,4", "rank" },
        { "convert M --input-shape input=2,1,28,28", "the requested shape .2,1,28,28. does not fit its own, .1,1,28,28." },
        { "convert T/batch.onnx --input-shape 1,4", "^--input-shape: '1,4' is not of the form name=1,3,224,224" },
        { "quantize T/flat.onnx --data T/rows.csv", "flat.onnx: output 'y': is .16., and the inputs take 4 samples at a time.*batch of 1" },
        { "quantize T/two.onnx --data T/rows.csv", "rows.csv: has values for one input, but the model has 2: 'a', 'b'; give a folder" },
        { "fit T/two.onnx --data T/lacks", "lacks: has no array for the input 'b' of the model; add 'b.npy'" },
        { "fit T/two.onnx --data T/extra", "c.npy: belongs to no input: .*its inputs are 'a', 'b'; rename the array" },
        { "verify T/two.onnx --source T/two.onnx --data T/counts", "b.npy: has 5 samples, but .*a.npy has 6; .*give all of them as many" },
        { "quantize T/two.onnx --data T/shapes", "b.npy: sample 0: has the shape .3., but the input 'b' of the model takes .1,4." },
        { "convert T/words.onnx --data T/words.npy", "sample '37': the input 'ids' has the value 31, an index past the 10 entries" },
        { "quantize T/words.onnx --data T/words.npy -q", "words.npy: sample '37': the input 'ids' has the value 31" },
        { "bench T/two.onnx --data T/named.yaml", "named.yaml: names 'z.npy', which is not there; correct the name or add the file" },
        { "verify V --source M", "give the model that it was made from" },
        { "verify V", "^--source: is missing; give the model" },
        { "verify V --source S --expected S", "^--expected: .*only one of the two" },
        // Data that do not fit.
        { "bench S --data T/wide.csv", "wide.csv: .*5 values.*4" },
        { "bench M --data T/rows.csv", "rows.csv: .*4 values.*784" },
        { "bench M --data T/cut", "a.png: is damaged or truncated" },
        { "quantize S --data T/mixed.csv", "mixed.csv: .*numbers as well as names \\('3' in line 2, 'hello' in line 4\\); write" },
        { "quantize S --data T/far.csv", "far.csv: .*14" },
        { "quantize M --data T/named", "labels.csv: names 'missing.png', which is not there; correct" },
        { "quantize M --data T/columns", "labels.csv: has no column for the labels among 'file, labels'; name it one of" },
        { "quantize M --data T/typo", "dataset.yaml: line 3: 'preproces' is not a key; the known ones are" },
        { "quantize M --data D --labels T/nosuch.csv", "nosuch.csv|--labels" },
        { "quantize M --data D --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225", "give mean 123.675,116.28,103.53 and std 58.395" },
        { "quantize M --data D --mean 1,2,3 --std 4,5,6", "3 channels" },
        { "quantize M --data D --std 0", "^--std: must be finite and above 0" },
        { "quantize M --data D --crop-fraction 0.5 --crop 20", "^--crop-fraction: excludes resize and crop" },
        { "quantize M --data D --resize 10 --crop 10", "give 10 × 10 pixels, and the model takes 28 × 28 pixels.*give crop 28" },
        { "quantize M --data D --resize 10", "^preprocess: resize 10 gives a shorter side of 10 pixels.*at least 28" },
        { "convert M --data D --crop 5000", "is 28 × 28 pixels .height × width., less than the crop 5000; give a smaller crop" },
        { "quantize M --data T/small", "^preprocess: resize 10 and crop 10 give 10 × 10 pixels" },
        // Numbers.
        { "fit M --data D --max-latency-ms 1,5", "^--max-latency-ms: '1,5' has a comma; write 1.5" },
        { "fit M --data D --max-latency-ms 10s", "^--max-latency-ms: '10s' is not a number of ms; write 10 without 's' if that is ms" },
        { "fit M --data D --max-latency-ms -3", "^--max-latency-ms: must be above 0, got -3" },
        { "fit M --data D --max-latency-ms 0", "^--max-latency-ms: must be above 0, got 0" },
        { "fit M --data D --min-accuracy 95", "^--min-accuracy: must be between 0 and 1, got 95; for 90 % use 0.9" },
        { "fit M --data D --max-size-mb NaN", "^--max-size-mb: 'NaN' is not a number" },
        { "fit M --data D --threads 0", "^--threads: must be between 1 and 1024, got 0" },
        { "bench M --threads two", "^--threads: 'two' is not a whole number" },
        { "quantize M --data D --samples 0", "^--samples: must be at least 1, got 0" },
        { "bench M --half-width 2", "^--half-width: must be between 0 and 1, got 2; for 2 % use 0.02" },
        // Names.
        { "fit M --data D --precisions int4", "^--precisions: unknown precision 'int4'; choose from float32, float16" },
        { "convert M --precision int8", "^--precision: int8 needs samples.*`sartor quantize` with --data" },
        { "quantize M --data D --calibration histogram", "^--calibration: unknown method 'histogram'; choose .*entropy" },
        { "bench M --engine tensorrt", "^--engine: unknown engine 'tensorrt'; choose from .*onnxruntime" },
        { "bench M --engine xnnpack", "^--engine: unknown engine 'xnnpack'; choose from .*tflite/xnnpack" },
        { "fit M --data D --engine coreml", "^--engines: unknown engine 'coreml'; choose from" },
        { "bench M --device pixel8", "^--device: unknown device 'pixel8'; choose host, exec:COMMAND" },
        { "bench M --device adb", "^--device: unknown device 'adb'; choose host, exec:COMMAND" },
        { "bench M --device ssh:pi@board", "^--device: 'ssh:pi@board' is not the address of a machine; write ssh://USER@HOST" },
        { "convert M --target openvino", "^--target: unknown target 'openvino'; choose from" },
        { "quantize M --data D --color pink", "^--color: unknown order 'pink'; choose rgb, bgr or gray" },
        { "fit M --data D --score f1", "^--score: unknown score 'f1'; choose from top1" },
        { "check V --runtime torch", "^--runtime: unknown runtime 'torch'; choose from" },
        { "check V --target npu9", "^--target: unknown target 'npu9'; choose from" },
        // Words.
        { "fit M --data D --max-latency 10", "^unknown option '--max-latency' \\(did you mean '--max-latency-ms'\\?\\)" },
        { "quantise M --data D", "^unknown verb 'quantise' \\(did you mean 'quantize'\\?\\)" },
        { "benchmark M", "^unknown verb 'benchmark' \\(did you mean 'bench'\\?\\)" },
        { "inspect M V", "is one too many: inspect takes one <path>" },
        { "convert M --zebra", "^unknown option '--zebra'; see `sartor convert --help`" },
        // Options with nothing to do.
        { "convert M --labels T/labels.csv", "^--labels: are labels of data; give --data too" },
        { "convert M --score top1", "^--score: is of samples; give --data too" },
        { "convert M --mean 5", "^--mean: is for images of data; give --data too" },
        { "verify V --source S --resize 32", "^--resize: is for images of data; give --data too" },
        { "convert M --no-verify --data D", "^--no-verify: leaves out what --data is for" },
        { "convert M --bake-preprocessing --mean 0 --std 255 --range 0,1", "^--range: has nothing to do" },
        { "convert M --input-size 40,50", "^--input-size: has nothing to do: only --bake-preprocessing" },
        { "convert M --bake-preprocessing --mean 0 --std 255 --input-size 40x50", "^--input-size: '40x50' is not a size of pictures" },
        { "convert M --bake-preprocessing --mean 0 --std 255 --interpolation cubic", "^--interpolation: unknown interpolation 'cubic'" },
        { "convert M --json --format md", "^--json: is --format json; give only one of the two" },
        { "quantize M --data D --color bgr", "^--color: has nothing to do: the model takes one channel" },
        { "convert M --data D --prune 0", "^--prune: 0 leaves all weights as they are" },
        // Names of what is written.
        { "convert M --out T/x.mlmodel", "^--out: the suffix .mlmodel is of nothing that is written; choose from coreml" },
        { "convert M --out T/x", "^--out: '.*x' has no suffix that says what to write" },
        { "convert M --out T/x.onnx --target tflite", "^--out: '.*x.onnx' has the suffix of onnx, and tflite is written" },
        { "quantize M --data D --out T/q.param", "^--target: ncnn does not write int8; choose from litert, onnx, tflite, .*`sartor" },
        { "quantize M --data D --io int16 -q", "^--io: int16 goes with int16 activations; give --activations int16 too" },
        { "convert M --metadata-labels T/nosuch", "^--metadata-labels: '.*nosuch' cannot be read: Could not find file.$" },
        { "fit M --data D --fresh --reuse-measurements", "^--reuse-measurements: .*only one of the two" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void WrongUse_IsToldInOneSentenceWithItsPlaceAndTheRemedy(string line, string pattern) =>
        CommandRun.Of(Words(line)).ShouldBeRefused().ShouldMatch(pattern);

    [Theory]
    [InlineData("fit T/det.onnx --data T/rows.csv --out T/o --store none", "det.onnx: node 'Det-d' \\(Det\\): matrices of 7×7")]
    [InlineData("fit S --data T/guessed.csv --out T/o --store none", "guessed.csv: .*right on \\d+ of 48 samples.*better than guessing")]
    [InlineData("fit S --data T/few.csv --out T/o --store none", "few.csv: .*better than guessing.*give at least 20 labelled samples")]
    [InlineData("quantize S --data T/guessed.csv --out T/o.tflite", "guessed.csv: .*right on \\d+ of 48 samples.*better than guessing")]
    [InlineData("quantize S --data T/few.csv --out T/o.tflite", "few.csv: .*better than guessing.*give at least 20 labelled samples")]
    public void WhatShowsOnlyOnTheWay_EndsBeforeAnythingIsMeasured(string line, string pattern)
    {
        var run = CommandRun.Of(Words(line));

        run.ExitCode.ShouldBe(ExitCodes.BadInput, run.Error);
        run.Out.ShouldBeEmpty();
        run.Error.TrimEnd().Split('\n')[^1].ShouldMatch(pattern);
        run.Error.ShouldNotContain("measure:");
        File.Exists(Path.Combine(files.Path, "o.tflite")).ShouldBeFalse();
    }

    private string[] Words(string line) =>
    [
        .. line.Split(' ').Select(word => word switch
        {
            "M" => Fashion.Model,
            "D" => Fashion.Data,
            "V" => TestFiles.Data("tiny", "dense.tflite"),
            "S" => TestFiles.Data("tiny", "dense.onnx"),
            _ => word.StartsWith("T/", StringComparison.Ordinal) ? Path.Combine(files.Path, word[2..]) : word,
        }),
    ];
}
