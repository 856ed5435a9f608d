// Code that runs the recommended file: Kotlin, Swift, Python and C#, for TFLite and for ONNX files.
import { preprocessing, single } from './format.js';

/**
 * Programs for a variant.
 * @param variant of the result, with inputs and outputs. @param trial the engine, delegate it was measured on.
 * @param result for name, threads and preprocessing.
 * @returns language, note and text of each; none where the result does not say what the file takes.
 */
export function snippets(variant, trial, result) {
  const inputs = variant.inputs ?? [], outputs = variant.outputs ?? [];
  if (!inputs.length || !outputs.length) return [];
  const file = variant.file ? variant.file.split('/').at(-1) : result.source.name;
  const model = {
    file, inputs: inputs.map(tensor), outputs: outputs.map(tensor), threads: result.protocol.threads, xnnpack: trial.delegate === 'xnnpack',
    batch: result.data.batchSize ?? 1,
    steps: oneLine(preprocessing(result.data.preprocess)),
  };
  const of = { tflite: [pythonTflite, kotlinTflite, swiftTflite, csharpTflite], onnx: [pythonOnnx, kotlinOnnx, swiftOnnx, csharpOnnx] }[variant.format];
  return (of ?? []).map(write => write(model));
}

const oneLine = text => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');

function tensor(t, i) {
  return {
    index: i, name: oneLine(t.name), type: t.elementType, shape: t.shape, count: t.shape.reduce((a, b) => a * b, 1),
    scale: single(t.scale), zero: t.zeroPoint ?? 0, axes: t.permutation ? `the source's ${JSON.stringify(t.sourceShape)} with axes ${JSON.stringify(t.permutation)}` : null,
  };
}

// JSON's escapes are those of all four languages; it leaves two separators of lines as they are.
const quote = text => JSON.stringify(text).replace(/[\u2028\u2029]/g, c => `\\u${c.charCodeAt(0).toString(16)}`);
// A dollar sign begins a template in Kotlin.
const quoteKotlin = text => quote(text).replace(/\$/g, '\\$');
const shape = list => list.join(', ');
const minusZero = t => t.zero === 0 ? '' : t.zero > 0 ? ` - ${t.zero}` : ` + ${-t.zero}`;
const plusZero = t => t.zero === 0 ? '' : t.zero > 0 ? ` + ${t.zero}` : ` - ${-t.zero}`;
const limits = { int8: [-128, 127], uint8: [0, 255], int16: [-32768, 32767] };
const about = (t, mark) => `${mark} ${t.name}: ${t.type} [${shape(t.shape)}]${t.axes ? `, ${t.axes}` : ''}`;
const preparing = (model, mark) => `${mark} Prepare each sample as it was for the measurement: ${model.steps || 'as it is'}.`
  + (model.batch > 1 ? ` ${model.batch} samples go in at once, along the first axis.` : '');

function pythonTflite(model) {
  const numpy = t => ({ bool: 'bool_' })[t.type] ?? t.type;
  const given = t => t.scale === null ? `values_${t.index}.astype(np.${numpy(t)})`
    : `np.clip(np.round(values_${t.index} / ${t.scale})${plusZero(t)}, ${limits[t.type].join(', ')}).astype(np.${t.type})`;
  return {
    language: 'Python', note: 'pip install ai-edge-litert numpy; tf.lite.Interpreter is used the same way.',
    text: [
      'import numpy as np',
      'from ai_edge_litert.interpreter import Interpreter',
      '',
      `interpreter = Interpreter(model_path=${quote(model.file)}, num_threads=${model.threads})`,
      'interpreter.allocate_tensors()',
      'inputs = {d["name"]: d["index"] for d in interpreter.get_input_details()}',
      'outputs = {d["name"]: d["index"] for d in interpreter.get_output_details()}',
      '',
      preparing(model, '#'),
      ...model.inputs.flatMap(t => [
        about(t, '#'),
        `values_${t.index} = np.zeros((${shape(t.shape)}${t.shape.length === 1 ? ',' : ''}), np.${t.scale === null ? numpy(t) : 'float32'})`,
        `interpreter.set_tensor(inputs[${quote(t.name)}], ${given(t)})`,
      ]),
      'interpreter.invoke()',
      ...model.outputs.flatMap(t => [
        about(t, '#'),
        `result_${t.index} = interpreter.get_tensor(outputs[${quote(t.name)}])`,
        ...(t.scale === null ? [] : [`result_${t.index} = (result_${t.index}.astype(np.float32)${minusZero(t)}) * ${t.scale}`]),
      ]),
    ].join('\n') + '\n',
  };
}

// Kotlin's buffers have a put for each type.
const kotlin = {
  float32: ['FloatArray', 'putFloat', 'getFloat', 4], int32: ['IntArray', 'putInt', 'getInt', 4], int64: ['LongArray', 'putLong', 'getLong', 8],
  int8: ['ByteArray', 'put', 'get', 1], uint8: ['ByteArray', 'put', 'get', 1], int16: ['ShortArray', 'putShort', 'getShort', 2], bool: ['ByteArray', 'put', 'get', 1],
};

function kotlinTflite(model) {
  const put = t => {
    const [, write] = kotlin[t.type] ?? kotlin.float32;
    if (t.scale === null) return `for (x in values${t.index}) input${t.index}.${write}(x)`;
    const [low, high] = limits[t.type];
    return `for (x in values${t.index}) input${t.index}.${write}(((x / ${t.scale}f).roundToInt()${plusZero(t)}).coerceIn(${low}, ${high}).to${t.type === 'int16' ? 'Short' : 'Byte'}())`;
  };
  const take = t => {
    const [, , read] = kotlin[t.type] ?? kotlin.float32;
    const raw = `output${t.index}.${read}()` + (t.type === 'uint8' ? '.toInt().and(255)' : t.scale === null ? '' : '.toInt()');
    return t.scale === null ? `val result${t.index} = ${(kotlin[t.type] ?? kotlin.float32)[0]}(${t.count}) { ${raw}${t.type === 'uint8' ? '.toByte()' : ''} }`
      : `val result${t.index} = FloatArray(${t.count}) { (${raw}${minusZero(t)}) * ${t.scale}f }`;
  };
  const bytes = t => t.count * (kotlin[t.type] ?? kotlin.float32)[3];
  return {
    language: 'Kotlin', note: 'Gradle: com.google.ai.edge.litert:litert; the file lies in src/main/assets.',
    text: [
      'import android.content.Context',
      'import java.io.FileInputStream',
      'import java.nio.ByteBuffer',
      'import java.nio.ByteOrder',
      'import java.nio.channels.FileChannel',
      ...(model.inputs.some(t => t.scale !== null) ? ['import kotlin.math.roundToInt'] : []),
      'import org.tensorflow.lite.Interpreter',
      '',
      'fun run(context: Context) {',
      `    val file = context.assets.openFd(${quoteKotlin(model.file)})`,
      '    val model = FileInputStream(file.fileDescriptor).channel',
      '        .map(FileChannel.MapMode.READ_ONLY, file.startOffset, file.declaredLength)',
      `    val options = Interpreter.Options().setNumThreads(${model.threads}).setUseXNNPACK(${model.xnnpack})`,
      '    val interpreter = Interpreter(model, options)',
      '',
      `    ${preparing(model, '//')}`,
      ...model.inputs.flatMap(t => [
        about(t, '    //'),
        `    val values${t.index} = ${t.scale === null ? (kotlin[t.type] ?? kotlin.float32)[0] : 'FloatArray'}(${t.count})`,
        `    val input${t.index} = ByteBuffer.allocateDirect(${bytes(t)}).order(ByteOrder.nativeOrder())`,
        `    ${put(t)}`,
        `    input${t.index}.rewind()`,
      ]),
      ...model.outputs.map(t => `    val output${t.index} = ByteBuffer.allocateDirect(${bytes(t)}).order(ByteOrder.nativeOrder())`),
      `    interpreter.runForMultipleInputsOutputs(arrayOf<Any>(${model.inputs.map(t => `input${t.index}`).join(', ')}),`,
      `        mapOf<Int, Any>(${model.outputs.map(t => `${t.index} to output${t.index}`).join(', ')}))`,
      ...model.outputs.flatMap(t => [about(t, '    //'), `    output${t.index}.rewind()`, `    ${take(t)}`]),
      '}',
    ].join('\n') + '\n',
  };
}

const swift = { float32: 'Float', int32: 'Int32', int64: 'Int64', int8: 'Int8', uint8: 'UInt8', int16: 'Int16', bool: 'Bool' };

function swiftTflite(model) {
  const own = t => swift[t.type] ?? 'Float';
  return {
    language: 'Swift', note: 'CocoaPods: TensorFlowLiteSwift; the file is a resource of the app.',
    text: [
      'import Foundation',
      'import TensorFlowLite',
      '',
      'func run() throws {',
      `    let path = Bundle.main.path(forResource: ${quote(model.file.replace(/\.[^.]*$/, ''))}, ofType: ${quote(model.file.split('.').at(-1))})!`,
      '    var options = Interpreter.Options()',
      `    options.threadCount = ${model.threads}`,
      `    options.isXNNPackEnabled = ${model.xnnpack}`,
      '    let interpreter = try Interpreter(modelPath: path, options: options)',
      '    try interpreter.allocateTensors()',
      '',
      `    ${preparing(model, '//')}`,
      ...model.inputs.flatMap(t => [
        about(t, '    //'),
        `    let values${t.index} = [${t.scale === null ? own(t) : 'Float'}](repeating: ${t.type === 'bool' ? 'false' : 0}, count: ${t.count})`,
        ...(t.scale === null ? [] : [`    let input${t.index} = values${t.index}.map { ${own(t)}(clamping: Int(($0 / ${t.scale}).rounded())${plusZero(t)}) }`]),
        `    try interpreter.copy(${t.scale === null ? 'values' : 'input'}${t.index}.withUnsafeBytes { Data($0) }, toInputAt: ${t.index})`,
      ]),
      '    try interpreter.invoke()',
      ...model.outputs.flatMap(t => [
        about(t, '    //'),
        `    let output${t.index} = try interpreter.output(at: ${t.index}).data.withUnsafeBytes { Array($0.bindMemory(to: ${own(t)}.self)) }`,
        ...(t.scale === null ? [] : [`    let result${t.index} = output${t.index}.map { (Float($0)${minusZero(t)}) * ${t.scale} }`]),
      ]),
      '}',
    ].join('\n') + '\n',
  };
}

const csharp = { float32: 'float', int32: 'int', int64: 'long', int8: 'sbyte', uint8: 'byte', int16: 'short', bool: 'bool' };

function csharpTflite(model) {
  const own = t => csharp[t.type] ?? 'float';
  return {
    language: 'C#', note: 'The library is TensorFlow Lite’s or LiteRT’s C library: libtensorflowlite_c, as Sartor’s packages hold it in native/.',
    text: [
      'using System.Runtime.InteropServices;',
      '',
      `var model = TfLite.ModelCreateFromFile(${quote(model.file)});`,
      'var options = TfLite.OptionsCreate();',
      `TfLite.OptionsSetThreads(options, ${model.threads});`,
      'var interpreter = TfLite.InterpreterCreate(model, options);',
      'if (interpreter == 0 || TfLite.AllocateTensors(interpreter) != 0) throw new InvalidOperationException("the model cannot be loaded");',
      '',
      preparing(model, '//'),
      ...model.inputs.flatMap(t => [
        about(t, '//'),
        `var values${t.index} = new ${t.scale === null ? own(t) : 'float'}[${t.count}];`,
        ...(t.scale === null ? [] : [`var input${t.index} = Array.ConvertAll(values${t.index}, x => `
          + `(${own(t)})Math.Clamp(MathF.Round(x / ${t.scale}f)${plusZero(t)}, ${limits[t.type].join(', ')}));`]),
        `TfLite.Write(interpreter, ${t.index}, ${t.scale === null ? 'values' : 'input'}${t.index});`,
      ]),
      'if (TfLite.Invoke(interpreter) != 0) throw new InvalidOperationException("the model cannot be run");',
      ...model.outputs.flatMap(t => [
        about(t, '//'),
        `var output${t.index} = TfLite.Read<${own(t)}>(interpreter, ${t.index}, ${t.count});`,
        ...(t.scale === null ? [] : [`var result${t.index} = Array.ConvertAll(output${t.index}, q => (q${minusZero(t)}) * ${t.scale}f);`]),
      ]),
      '',
      'static partial class TfLite',
      '{',
      '    private const string Library = "tensorflowlite_c";',
      '',
      '    [DllImport(Library, EntryPoint = "TfLiteModelCreateFromFile")] public static extern nint ModelCreateFromFile(string path);',
      '    [DllImport(Library, EntryPoint = "TfLiteInterpreterOptionsCreate")] public static extern nint OptionsCreate();',
      '    [DllImport(Library, EntryPoint = "TfLiteInterpreterOptionsSetNumThreads")] public static extern void OptionsSetThreads(nint options, int threads);',
      '    [DllImport(Library, EntryPoint = "TfLiteInterpreterCreate")] public static extern nint InterpreterCreate(nint model, nint options);',
      '    [DllImport(Library, EntryPoint = "TfLiteInterpreterAllocateTensors")] public static extern int AllocateTensors(nint interpreter);',
      '    [DllImport(Library, EntryPoint = "TfLiteInterpreterInvoke")] public static extern int Invoke(nint interpreter);',
      '    [DllImport(Library, EntryPoint = "TfLiteInterpreterGetInputTensor")] private static extern nint Input(nint interpreter, int index);',
      '    [DllImport(Library, EntryPoint = "TfLiteInterpreterGetOutputTensor")] private static extern nint Output(nint interpreter, int index);',
      '    [DllImport(Library, EntryPoint = "TfLiteTensorCopyFromBuffer")] private static extern int CopyFrom(nint tensor, ref byte data, nuint bytes);',
      '    [DllImport(Library, EntryPoint = "TfLiteTensorCopyToBuffer")] private static extern int CopyTo(nint tensor, ref byte data, nuint bytes);',
      '',
      '    public static void Write<T>(nint interpreter, int index, T[] values) where T : unmanaged',
      '    {',
      '        var bytes = MemoryMarshal.AsBytes(values.AsSpan());',
      '        if (CopyFrom(Input(interpreter, index), ref MemoryMarshal.GetReference(bytes), (nuint)bytes.Length) != 0)',
      '            throw new ArgumentException($"input {index} has another size");',
      '    }',
      '',
      '    public static T[] Read<T>(nint interpreter, int index, int count) where T : unmanaged',
      '    {',
      '        var values = new T[count];',
      '        var bytes = MemoryMarshal.AsBytes(values.AsSpan());',
      '        if (CopyTo(Output(interpreter, index), ref MemoryMarshal.GetReference(bytes), (nuint)bytes.Length) != 0)',
      '            throw new ArgumentException($"output {index} has another size");',
      '        return values;',
      '    }',
      '}',
    ].join('\n') + '\n',
  };
}

function pythonOnnx(model) {
  const numpy = t => ({ bool: 'bool_' })[t.type] ?? t.type;
  return {
    language: 'Python', note: 'pip install onnxruntime numpy',
    text: [
      'import numpy as np',
      'import onnxruntime as ort',
      '',
      'options = ort.SessionOptions()',
      `options.intra_op_num_threads = ${model.threads}`,
      `session = ort.InferenceSession(${quote(model.file)}, options, providers=["CPUExecutionProvider"])`,
      '',
      preparing(model, '#'),
      'feeds = {',
      ...model.inputs.flatMap(t => [
        `    ${quote(t.name)}: np.zeros((${shape(t.shape)}${t.shape.length === 1 ? ',' : ''}), np.${numpy(t)}),`]),
      '}',
      `${model.outputs.map(t => `result_${t.index}`).join(', ')}${model.outputs.length === 1 ? ',' : ''} = session.run([${model.outputs.map(t => quote(t.name)).join(', ')}], feeds)`,
    ].join('\n') + '\n',
  };
}

function kotlinOnnx(model) {
  const buffer = { float32: 'FloatBuffer', int64: 'LongBuffer', int32: 'IntBuffer', int8: 'ByteBuffer', uint8: 'ByteBuffer', bool: 'ByteBuffer', int16: 'ShortBuffer' };
  const type = { int8: ', OnnxJavaType.INT8', uint8: ', OnnxJavaType.UINT8', bool: ', OnnxJavaType.BOOL' };
  return {
    language: 'Kotlin', note: 'Gradle: com.microsoft.onnxruntime:onnxruntime-android; the file lies in src/main/assets.',
    text: [
      'import ai.onnxruntime.*',
      'import android.content.Context',
      'import java.nio.*',
      '',
      'fun run(context: Context) {',
      '    val environment = OrtEnvironment.getEnvironment()',
      `    val options = OrtSession.SessionOptions().apply { setIntraOpNumThreads(${model.threads}) }`,
      `    val bytes = context.assets.open(${quoteKotlin(model.file)}).use { it.readBytes() }`,
      '    val session = environment.createSession(bytes, options)',
      '',
      `    ${preparing(model, '//')}`,
      '    val feeds = mapOf(',
      ...model.inputs.map(t => `        ${quoteKotlin(t.name)} to OnnxTensor.createTensor(environment, ${buffer[t.type] ?? 'FloatBuffer'}.allocate(${t.count}), `
        + `longArrayOf(${shape(t.shape)})${type[t.type] ?? ''}),`),
      '    )',
      '    session.run(feeds).use { results ->',
      ...model.outputs.map(t => `        val result${t.index} = (results[${quoteKotlin(t.name)}].get() as OnnxTensor).${{ int64: 'longBuffer', int32: 'intBuffer', float32: 'floatBuffer' }[t.type] ?? 'byteBuffer'}`),
      '    }',
      '}',
    ].join('\n') + '\n',
  };
}

function swiftOnnx(model) {
  const kind = { float32: '.float', int64: '.int64', int32: '.int32', int8: '.int8', uint8: '.uInt8' };
  return {
    language: 'Swift', note: 'Swift package: onnxruntime-swift-package-manager; the file is a resource of the app.',
    text: [
      'import Foundation',
      'import OnnxRuntimeBindings',
      '',
      'func run() throws {',
      '    let environment = try ORTEnv(loggingLevel: .warning)',
      '    let options = try ORTSessionOptions()',
      `    try options.setIntraOpNumThreads(${model.threads})`,
      `    let path = Bundle.main.path(forResource: ${quote(model.file.replace(/\.[^.]*$/, ''))}, ofType: ${quote(model.file.split('.').at(-1))})!`,
      '    let session = try ORTSession(env: environment, modelPath: path, sessionOptions: options)',
      '',
      `    ${preparing(model, '//')}`,
      ...model.inputs.flatMap(t => [
        about(t, '    //'),
        `    let values${t.index} = [${swift[t.type] ?? 'Float'}](repeating: ${t.type === 'bool' ? 'false' : 0}, count: ${t.count})`,
        `    let input${t.index} = try ORTValue(tensorData: NSMutableData(data: values${t.index}.withUnsafeBytes { Data($0) }),`,
        `        elementType: ${kind[t.type] ?? '.float'}, shape: [${shape(t.shape)}])`,
      ]),
      `    let results = try session.run(withInputs: [${model.inputs.map(t => `${quote(t.name)}: input${t.index}`).join(', ')}],`,
      `        outputNames: [${model.outputs.map(t => quote(t.name)).join(', ')}], runOptions: nil)`,
      ...model.outputs.flatMap(t => [
        about(t, '    //'),
        `    let result${t.index} = try (results[${quote(t.name)}]!.tensorData() as Data).withUnsafeBytes { Array($0.bindMemory(to: ${swift[t.type] ?? 'Float'}.self)) }`,
      ]),
      '}',
    ].join('\n') + '\n',
  };
}

function csharpOnnx(model) {
  const own = t => csharp[t.type] ?? 'float';
  return {
    language: 'C#', note: 'dotnet add package Microsoft.ML.OnnxRuntime',
    text: [
      'using Microsoft.ML.OnnxRuntime;',
      '',
      `using var options = new SessionOptions { IntraOpNumThreads = ${model.threads} };`,
      `using var session = new InferenceSession(${quote(model.file)}, options);`,
      '',
      preparing(model, '//'),
      ...model.inputs.flatMap(t => [
        about(t, '//'),
        `using var input${t.index} = OrtValue.CreateTensorValueFromMemory(new ${own(t)}[${t.count}], [${shape(t.shape)}]);`,
      ]),
      `var feeds = new Dictionary<string, OrtValue> { ${model.inputs.map(t => `[${quote(t.name)}] = input${t.index}`).join(', ')} };`,
      `using var results = session.Run(new RunOptions(), feeds, [${model.outputs.map(t => quote(t.name)).join(', ')}]);`,
      ...model.outputs.flatMap(t => [about(t, '//'), `var result${t.index} = results[${t.index}].GetTensorDataAsSpan<${own(t)}>().ToArray();`]),
    ].join('\n') + '\n',
  };
}
