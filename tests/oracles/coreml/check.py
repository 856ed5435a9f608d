"""Checks Core ML packages by what coremltools' protobuf files and operation definitions (iOS 15 and 16) say; prints a line a problem.

check.py FOLDER: every *.mlpackage in the folder. Needs Debian's python3-protobuf. The last line says how much was looked at.
"""
import glob
import json
import os
import re
import struct
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

HERE = os.path.dirname(os.path.abspath(__file__))
SCALARS = {'string': 9, 'int32': 5, 'int64': 3, 'uint64': 4, 'bool': 8, 'float': 2, 'bytes': 12}
BOOL, STRING, FP16, FP32, INT8, INT32, UINT8 = 1, 2, 10, 11, 21, 23, 31
WIDTH = {FP16: 2, FP32: 4, INT8: 1, UINT8: 1, INT32: 4, BOOL: 1}
BLOB_TYPE = {FP16: 1, FP32: 2, UINT8: 3, INT8: 4}
ARRAY_TYPE = {FP16: 65552, FP32: 65568, INT32: 131104}
NAMES = {'fp16': FP16, 'fp32': FP32, 'int32': INT32, 'bool': BOOL}
F, N, A = {FP16, FP32}, {FP16, FP32, INT32}, {FP16, FP32, INT32, BOOL}

# Operation: domain of T; tensors of that type; other arguments. ? may be left out, ! has to be constant, * any number; i int32 scalar, I
# int32 vector, b bool scalar, B bool vector, s text, t scalar of T, n scalar of int32 or float32, c bool tensor, x int32 tensor.
TABLE = '''
identity A x:T
relu F x:T | relu6 F x:T | silu F x:T | sigmoid F x:T | tanh F x:T | softplus F x:T | softsign F x:T | exp F x:T | sqrt F x:T
square N x:T | abs N x:T | sign N x:T | erf F x:T | acos F x:T | asin F x:T | atan F x:T | atanh F x:T | ceil F x:T | cos F x:T
cosh F x:T | floor F x:T | round F x:T | sin F x:T | sinh F x:T | tan F x:T
logical_not A x:c
log F x:T epsilon:t!? | rsqrt F x:T epsilon:t!? | inverse F x:T epsilon:t!?
gelu F x:T mode:s!?
leaky_relu F x:T alpha:t! | elu F x:T alpha:t! | thresholded_relu F x:T alpha:t!
sigmoid_hard F x:T alpha:t! beta:t! | clip F x:T alpha:t! beta:t! | prelu F x:T alpha:T!
softmax F x:T axis:i!?
add N x:T y:T | sub N x:T y:T | mul N x:T y:T | real_div N x:T y:T | maximum N x:T y:T | minimum N x:T y:T | pow N x:T y:T
floor_div N x:T y:T | mod N x:T y:T
equal N x:T y:T | not_equal N x:T y:T | greater N x:T y:T | greater_equal N x:T y:T | less N x:T y:T | less_equal N x:T y:T
logical_and A x:c y:c | logical_or A x:c y:c | logical_xor A x:c y:c
select A cond:c a:T b:T
cast A x:T dtype:s!
conv F x:T weight:T bias:T!? strides:I!? pad_type:s!? pad:I!? dilations:I!? groups:i!?
conv_transpose F x:T weight:T! bias:T!? pad:I!? output_shape:I!? pad_type:s!? strides:I!? dilations:I!? groups:i!?
linear N x:T weight:T! bias:T!?
matmul N x:T y:T transpose_x:b!? transpose_y:b!?
batch_norm F x:T mean:T! variance:T! gamma:T!? beta:T!? epsilon:t!?
instance_norm F x:T gamma:T!? beta:T!? epsilon:t!?
layer_norm F x:T axes:I!? gamma:T!? beta:T!? epsilon:t!?
local_response_norm F x:T size:i! alpha:t!? beta:t!? k:t!?
avg_pool F x:T kernel_sizes:I! strides:I!? pad_type:s! pad:I!? ceil_mode:b!? exclude_padding_from_average:b!?
max_pool F x:T kernel_sizes:I! strides:I!? pad_type:s! pad:I!? ceil_mode:b!?
concat A values:T* axis:i! interleave:b!?
split A x:T num_splits:i!? split_sizes:I!? axis:i!
slice_by_index A x:T begin:I end:I stride:I!? begin_mask:B!? end_mask:B!? squeeze_mask:B!?
reshape A x:T shape:I
transpose A x:T perm:I!
squeeze A x:T axes:I!?
tile A x:T reps:I
pad F x:T pad:I mode:s!? constant_val:t!?
depth_to_space F x:T block_size:i! | space_to_depth F x:T block_size:i! | pixel_shuffle F x:T upscale_factor:i!
reduce_mean N x:T axes:I!? keep_dims:b!? | reduce_sum N x:T axes:I!? keep_dims:b!? | reduce_max N x:T axes:I!? keep_dims:b!?
reduce_min N x:T axes:I!? keep_dims:b!? | reduce_prod N x:T axes:I!? keep_dims:b!? | reduce_log_sum_exp N x:T axes:I!? keep_dims:b!?
reduce_argmax N x:T axis:i!? keep_dims:b!? | reduce_argmin N x:T axis:i!? keep_dims:b!?
cumsum N x:T axis:i!? exclusive:b!? reverse:b!?
topk N x:T k:i!? axis:i!? ascending:b!? sort:b!? return_indices:b!?
gather N x:T indices:x axis:i!? batch_dims:i!?
gather_along_axis N x:T indices:x axis:i!?
scatter_nd N data:T indices:x updates:T mode:s!?
upsample_nearest_neighbor F x:T scale_factor_height:n!? scale_factor_width:n!?
resize_bilinear F x:T target_size_height:i!? target_size_width:i!? sampling_mode:s!?
'''
TEXTS = {
    'pad_type': {'valid', 'same', 'custom', 'same_lower'}, 'mode': {'EXACT', 'TANH_APPROXIMATION', 'SIGMOID_APPROXIMATION', 'constant',
    'reflect', 'replicate', 'add', 'sub', 'mul', 'div', 'max', 'min', 'update'}, 'dtype': set(NAMES),
    'sampling_mode': {'STRICT_ALIGN_CORNERS', 'ALIGN_CORNERS', 'DEFAULT', 'OFFSET_CORNERS', 'UNALIGN_CORNERS'}}
TO_BOOL = {'equal', 'not_equal', 'greater', 'greater_equal', 'less', 'less_equal', 'logical_and', 'logical_or', 'logical_xor', 'logical_not'}
BROADCAST = TO_BOOL | {'add', 'sub', 'mul', 'real_div', 'maximum', 'minimum', 'pow', 'floor_div', 'mod', 'select'}
SAME = {'identity', 'relu', 'relu6', 'silu', 'sigmoid', 'tanh', 'softplus', 'softsign', 'exp', 'sqrt', 'square', 'abs', 'sign', 'erf',
        'acos', 'asin', 'atan', 'atanh', 'ceil', 'cos', 'cosh', 'floor', 'round', 'sin', 'sinh', 'tan', 'log', 'rsqrt', 'inverse', 'gelu',
        'leaky_relu', 'elu', 'thresholded_relu', 'sigmoid_hard', 'clip', 'prelu', 'softmax', 'cast', 'batch_norm', 'instance_norm',
        'layer_norm', 'local_response_norm', 'cumsum'}


def read_table():
    table = {}
    for line in re.split(r'[\n|]', TABLE):
        if not line.strip():
            continue
        name, domain, *arguments = line.split()
        rows = {}
        for argument in arguments:
            key, kind = argument.split(':')
            rows[key] = (kind[0], '!' in kind, '?' in kind, '*' in kind)
        table[name] = ({'F': F, 'N': N, 'A': A}[domain], rows)
    return table


def read_proto():
    """A parser of the little that mil.proto uses of the language."""
    text = re.sub(r'//.*', '', open(os.path.join(HERE, 'mil.proto')).read())
    file = descriptor_pb2.FileDescriptorProto(name='mil.proto', package='m', syntax='proto2')
    for name, body in re.findall(r'message (\w+) \{(.*?)\}', text, re.S):
        message = file.message_type.add(name=name)
        for field in filter(str.strip, body.split(';')):
            pair = re.match(r'\s*map<(\w+), (\w+)> (\w+) = (\d+)', field)
            if pair:
                key, value, label, number = pair.groups()
                entry = message.nested_type.add(name=''.join(p.capitalize() for p in re.split('_', label)) + 'Entry')
                entry.name = re.sub(r'(?:^|_)(\w)', lambda m: m.group(1).upper(), label) + 'Entry'
                entry.options.map_entry = True
                add(entry, 'key', 1, key, 1)
                add(entry, 'value', 2, value, 1)
                message.field.add(name=label, number=int(number), label=3, type=11, type_name=f'.m.{name}.{entry.name}')
            else:
                parts = field.replace('=', ' ').split()
                repeated = parts[0] == 'repeated'
                kind, label, number = parts[-3:]
                add(message, label, int(number), kind, 3 if repeated else 1)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    factory = message_factory.MessageFactory(pool)
    return factory.GetPrototype(pool.FindMessageTypeByName('m.Model'))


def add(message, name, number, kind, label):
    field = message.field.add(name=name, number=number, label=label)
    if kind in SCALARS:
        field.type = SCALARS[kind]
        if label == 3 and kind not in ('string', 'bytes'):
            field.options.packed = True
    else:
        field.type, field.type_name = 11, f'.m.{kind}'


class Checker:
    def __init__(self, path, model_type, table):
        self.path, self.table, self.problems, self.operations = path, table, [], 0
        data = open(os.path.join(path, 'Data/com.apple.CoreML/model.mlmodel'), 'rb').read()
        self.blob = open(os.path.join(path, 'Data/com.apple.CoreML/weights/weight.bin'), 'rb').read()
        self.model = model_type()
        self.model.ParseFromString(data)
        self.no_unknown(self.model, data)
        self.types, self.values, self.used = {}, {}, {}

    def say(self, text):
        self.problems.append(text)

    # A field of another number would come back as an unknown one.
    def no_unknown(self, message, data):
        copy = type(message)()
        copy.CopyFrom(message)
        copy.DiscardUnknownFields()
        if copy.ByteSize() != message.ByteSize():
            self.say('has fields that are not in mil.proto')

    def manifest(self):
        manifest = json.load(open(os.path.join(self.path, 'Manifest.json')))
        if manifest.get('fileFormatVersion') != '1.0.0' or manifest['rootModelIdentifier'] not in manifest['itemInfoEntries']:
            self.say('the manifest has no root or another version')
        for item in manifest['itemInfoEntries'].values():
            if set(item) != {'author', 'description', 'name', 'path'} or item['author'] != 'com.apple.CoreML':
                self.say(f'the manifest has an item {item}')
            if not os.path.exists(os.path.join(self.path, 'Data', item['path'])):
                self.say(f'the manifest names {item["path"]}, which is not there')

    def type_of(self, value_type, where):
        if not value_type.HasField('tensorType'):
            self.say(f'{where} is no tensor')
            return (0, ())
        tensor = value_type.tensorType
        if tensor.rank != len(tensor.dimensions) or not all(d.HasField('constant') for d in tensor.dimensions):
            self.say(f'{where}: rank {tensor.rank}, {len(tensor.dimensions)} extents')
        if tensor.rank > 5:
            self.say(f'{where}: rank {tensor.rank}')
        return (tensor.dataType, tuple(d.constant.size for d in tensor.dimensions))

    def define(self, name, type_):
        if not re.fullmatch(r'[A-Za-z_][A-Za-z0-9_@]*', name):
            self.say(f"'{name}' is no identifier")
        if name in self.types:
            self.say(f"'{name}' is made twice")
        self.types[name] = type_

    def constant(self, value, where):
        data_type, shape = type_ = self.type_of(value.type, where)
        count = 1
        for extent in shape:
            count *= extent
        if value.HasField('blobFileValue'):
            self.stored(value.blobFileValue, data_type, count, where)
            return type_, None
        tensor = value.immediateValue.tensor
        field = {FP32: 'floats', INT32: 'ints', BOOL: 'bools', STRING: 'strings'}.get(data_type, 'bytes')
        if not tensor.HasField(field):
            self.say(f'{where}: type {data_type} without {field}')
            return type_, None
        values = getattr(tensor, field).values
        size = len(values) if field != 'bytes' else len(values) // WIDTH.get(data_type, 1)
        if size != count:
            self.say(f'{where}: {size} elements for {shape}')
        if count >= 10 and data_type in BLOB_TYPE:
            self.say(f'{where}: {count} elements outside of the file of weights')
        return type_, list(values) if field != 'bytes' else None

    def stored(self, reference, data_type, count, where):
        at = reference.offset
        if reference.fileName != '@model_path/weights/weight.bin':
            self.say(f'{where}: in {reference.fileName}')
        if at % 64 or at < 64 or at + 64 > len(self.blob):
            self.say(f'{where}: offset {at} of {len(self.blob)}')
            return
        sentinel, code, size, data, padding = struct.unpack_from('<IIQQQ', self.blob, at)
        if sentinel != 0xDEADBEEF:
            self.say(f'{where}: sentinel {sentinel:#x} at {at}')
        if code != BLOB_TYPE.get(data_type) or size != count * WIDTH.get(data_type, 0):
            self.say(f'{where}: {size} bytes of type {code} for {count} of {data_type}')
        if data != at + 64 or data % 64 or data + size > len(self.blob) or padding:
            self.say(f'{where}: data at {data}, {size} bytes of {len(self.blob)}')
        if any(self.blob[at + 32:at + 64]):
            self.say(f'{where}: reserved bytes at {at}')
        if at in self.used and self.used[at] != size:
            self.say(f'{where}: offset {at} is used twice')
        self.used[at] = size

    def weights(self):
        if len(self.blob) < 64 or len(self.blob) % 64:
            self.say(f'the file of weights has {len(self.blob)} bytes')
            return
        count, version = struct.unpack_from('<II', self.blob)
        if version != 2 or any(self.blob[8:64]) or count != len(self.used):
            self.say(f'the file of weights has version {version} and {count} blobs, of which {len(self.used)} are used')
        end = 64
        for at, size in sorted(self.used.items()):
            if at != end:
                self.say(f'a blob at {at} follows bytes up to {end}')
            end = (at + 64 + size + 63) // 64 * 64
        if end != len(self.blob):
            self.say(f'the blobs end at {end} of {len(self.blob)}')

    def run(self):
        self.manifest()
        if self.model.specificationVersion != 7:
            self.say(f'specification {self.model.specificationVersion}')
        program = self.model.mlProgram
        if program.version != 1 or set(program.functions) != {'main'}:
            self.say(f'program {program.version} with functions {sorted(program.functions)}')
            return
        function = program.functions['main']
        if function.opset != 'CoreML6' or set(function.block_specializations) != {'CoreML6'}:
            self.say(f'operator set {function.opset}')
            return
        for value in function.inputs:
            self.define(value.name, self.type_of(value.type, value.name))
        self.border(self.model.description.input, [v.name for v in function.inputs])
        block = function.block_specializations['CoreML6']
        for operation in block.operations:
            self.operation(operation)
        self.border(self.model.description.output, list(block.outputs))
        self.weights()

    def border(self, features, names):
        if [f.name for f in features] != names:
            self.say(f'the description has {[f.name for f in features]}, the program {names}')
            return
        for feature in features:
            array = feature.type.multiArrayType
            data_type, shape = self.types.get(feature.name, (0, ()))
            if tuple(array.shape) != shape or not shape or array.dataType != ARRAY_TYPE.get(data_type) or data_type not in (FP32, INT32):
                self.say(f"'{feature.name}' is {array.dataType} {list(array.shape)} in the description and {data_type} {shape} in the program")

    def operation(self, operation):
        self.operations += 1
        where = f"{operation.type} '{operation.outputs[0].name if operation.outputs else ''}'"
        outputs = [self.type_of(o.type, where) for o in operation.outputs]
        if not operation.outputs or 'name' not in operation.attributes or operation.blocks:
            self.say(f'{where}: no result, no name, or blocks')
            return
        if operation.type == 'const':
            self.const(operation, outputs, where)
        elif operation.type == 'constexpr_affine_dequantize':
            self.dequantize(operation, outputs, where)
        elif operation.type not in self.table:
            self.say(f'{where}: no such operation')
        else:
            self.call(operation, outputs, where)
        for value, type_ in zip(operation.outputs, outputs):
            self.define(value.name, type_)

    def const(self, operation, outputs, where):
        if operation.inputs or set(operation.attributes) != {'name', 'val'}:
            self.say(f'{where}: {sorted(operation.inputs)} {sorted(operation.attributes)}')
            return
        type_, values = self.constant(operation.attributes['val'], where)
        if type_ != outputs[0]:
            self.say(f'{where}: the value is {type_}, the result {outputs[0]}')
        self.values[operation.outputs[0].name] = values

    def dequantize(self, operation, outputs, where):
        parts = {'quantized_data', 'zero_point', 'scale', 'axis'}
        if operation.inputs or set(operation.attributes) != parts | {'name'}:
            self.say(f'{where}: {sorted(operation.inputs)} {sorted(operation.attributes)}')
            return
        (kind, shape), _ = self.constant(operation.attributes['quantized_data'], where)
        (zero_kind, zeros), _ = self.constant(operation.attributes['zero_point'], where)
        (real, scales), _ = self.constant(operation.attributes['scale'], where)
        (axis_kind, axis_shape), axis = self.constant(operation.attributes['axis'], where)
        if kind not in (INT8, UINT8) or zero_kind != kind or real not in F or axis_kind != INT32 or axis_shape != ():
            self.say(f'{where}: types {kind}, {zero_kind}, {real}, {axis_kind}')
        elif scales != zeros or (scales != () and scales != (shape[axis[0]],)):
            self.say(f'{where}: scales {scales}, zero points {zeros} for axis {axis} of {shape}')
        if outputs != [(real, shape)]:
            self.say(f'{where}: gives {outputs}')
        self.values[operation.outputs[0].name] = None

    def call(self, operation, outputs, where):
        domain, rows = self.table[operation.type]
        for name in operation.inputs:
            if name not in rows:
                self.say(f'{where}: has no argument {name}')
        of, types = {}, set()
        for name, (kind, constant, optional, many) in rows.items():
            if name not in operation.inputs:
                if not optional:
                    self.say(f'{where}: {name} is missing')
                continue
            bindings = operation.inputs[name].arguments
            if len(bindings) != 1 and not many or not all(b.HasField('name') for b in bindings):
                self.say(f'{where}: {name} has {len(bindings)} bindings')
                continue
            for binding in bindings:
                if binding.name not in self.types:
                    self.say(f"{where}: {name} is '{binding.name}', which nothing before makes")
                    return
                data_type, shape = self.types[binding.name]
                of.setdefault(name, []).append((data_type, shape, self.values.get(binding.name)))
                if (constant or kind in 'iIbBstn') and binding.name not in self.values:
                    self.say(f'{where}: {name} is not constant')
                wanted = {'i': {INT32}, 'I': {INT32}, 'x': {INT32}, 'b': {BOOL}, 'B': {BOOL}, 'c': {BOOL}, 's': {STRING}, 'n': {INT32, FP32}}
                if kind in 'tT':
                    types.add(data_type)
                elif data_type not in wanted[kind]:
                    self.say(f'{where}: {name} is of type {data_type}')
                if kind in 'ibstn' and shape != () or kind in 'IB' and len(shape) != 1:
                    self.say(f'{where}: {name} has the shape {shape}')
                text = self.values.get(binding.name)
                if kind == 's' and (not text or text[0] not in TEXTS.get(name, ())):
                    self.say(f'{where}: {name} is {text}')
        if len(types) > 1 or not types <= domain:
            self.say(f'{where}: types {sorted(types)}')
        self.result(operation, of, types, outputs, where)

    def result(self, operation, of, types, outputs, where):
        op = operation.type
        first = next(iter(of.values()))[0]
        kind, shape = first[0], first[1]
        if types:
            kind = next(iter(types))
        if op in TO_BOOL:
            kind = BOOL
        elif op.startswith('reduce_arg'):
            kind = INT32
        elif op == 'cast':
            kind = NAMES.get((of['dtype'][0][2] or [''])[0], 0)
        wanted = [kind, INT32] if op == 'topk' else [kind] * len(outputs)
        if [o[0] for o in outputs] != wanted:
            self.say(f'{where}: gives types {[o[0] for o in outputs]} instead of {wanted}')
        expected = self.shape(op, of, shape)
        if expected is not None and outputs[0][1] != tuple(expected):
            self.say(f'{where}: gives {outputs[0][1]} instead of {tuple(expected)}')

    def shape(self, op, of, x):
        arg = lambda name, otherwise=None: of[name][0][2] if name in of and of[name][0][2] is not None else otherwise
        if op in SAME:
            return x
        if op in BROADCAST:
            shapes = [v[1] for values in of.values() for v in values]
            rank = max(map(len, shapes))
            wide = [(1,) * (rank - len(s)) + s for s in shapes]
            for extents in zip(*wide):
                if len(set(extents) - {1}) > 1:
                    return None if self.say(f'{op}: {shapes} do not broadcast') else None
            return [max(e) for e in zip(*wide)]
        if op == 'conv':
            w, n = of['weight'][0][1], len(x) - 2
            s, d, p = arg('strides', [1] * n), arg('dilations', [1] * n), arg('pad', [0] * 2 * n)
            if x[1] != w[1] * arg('groups', [1])[0] or w[0] % arg('groups', [1])[0]:
                self.say(f'conv: {x} and {w} in {arg("groups")} groups')
            return [x[0], w[0]] + [(x[i + 2] + p[2 * i] + p[2 * i + 1] - d[i] * (w[i + 2] - 1) - 1) // s[i] + 1 for i in range(n)]
        if op == 'conv_transpose':
            w, n = of['weight'][0][1], len(x) - 2
            s, d, p = arg('strides', [1] * n), arg('dilations', [1] * n), arg('pad', [0] * 2 * n)
            made = [s[i] * (x[i + 2] - 1) + d[i] * (w[i + 2] - 1) + 1 - p[2 * i] - p[2 * i + 1] for i in range(n)]
            made = [x[0], w[1] * arg('groups', [1])[0]] + made
            if list(arg('output_shape', made)) != made:
                self.say(f'conv_transpose: output_shape {arg("output_shape")} instead of {made}')
            return made
        if op in ('avg_pool', 'max_pool'):
            n = len(x) - 2
            k, s, p = arg('kernel_sizes'), arg('strides', [1] * n), arg('pad', [0] * 2 * n)
            return list(x[:2]) + [(x[i + 2] + p[2 * i] + p[2 * i + 1] - k[i]) // s[i] + 1 for i in range(n)]
        if op == 'linear':
            w = of['weight'][0][1]
            if len(x) > 3 or x[-1] != w[1]:
                self.say(f'linear: {x} and {w}')
            return list(x[:-1]) + [w[0]]
        if op == 'matmul':
            y = of['y'][0][1]
            a = x[-2:][::-1] if arg('transpose_x', [False])[0] else x[-2:]
            b = y[-2:][::-1] if arg('transpose_y', [False])[0] else y[-2:]
            if a[1] != b[0]:
                self.say(f'matmul: {x} and {y}')
            rank = max(len(x), len(y)) - 2
            wide = [(1,) * (rank - len(s) + 2) + s[:-2] for s in (x, y)]
            return [max(e) for e in zip(*wide)] + [a[0], b[1]]
        if op == 'reshape':
            made, count, whole = list(arg('shape')), 1, 1
            for extent in made:
                count *= extent
            for extent in x:
                whole *= extent
            if count != whole:
                self.say(f'reshape: {x} to {made}')
            return made
        if op == 'transpose':
            return [x[i] for i in arg('perm')]
        if op == 'squeeze':
            return [e for i, e in enumerate(x) if i not in arg('axes')]
        if op == 'tile':
            return [e * r for e, r in zip(x, arg('reps'))]
        if op == 'concat':
            axis = arg('axis')[0]
            return list(x[:axis]) + [sum(v[1][axis] for v in of['values'])] + list(x[axis + 1:])
        if op == 'pad':
            p = arg('pad')
            skipped = len(x) - len(p) // 2
            return [e if i < skipped else e + p[2 * (i - skipped)] + p[2 * (i - skipped) + 1] for i, e in enumerate(x)]
        if op.startswith('reduce_arg'):
            axis = arg('axis')[0]
            return [1 if i == axis else e for i, e in enumerate(x) if i != axis or arg('keep_dims')[0]]
        if op.startswith('reduce_'):
            axes = [a % len(x) for a in arg('axes')]
            return [1 if i in axes else e for i, e in enumerate(x) if i not in axes or arg('keep_dims')[0]]
        if op == 'gather':
            axis, batch = arg('axis')[0], arg('batch_dims', [0])[0]
            return list(x[:axis]) + list(of['indices'][0][1][batch:]) + list(x[axis + 1:])
        if op == 'upsample_nearest_neighbor':
            return list(x[:-2]) + [x[-2] * arg('scale_factor_height')[0], x[-1] * arg('scale_factor_width')[0]]
        if op == 'resize_bilinear':
            return list(x[:-2]) + [arg('target_size_height')[0], arg('target_size_width')[0]]
        return None


def main():
    model_type, table = read_proto(), read_table()
    packages, operations = sorted(glob.glob(os.path.join(sys.argv[1], '*.mlpackage'))), 0
    for path in packages:
        try:
            checker = Checker(path, model_type, table)
            checker.run()
            operations += checker.operations
            problems = checker.problems
        except Exception as e:
            problems = [f'{type(e).__name__} {str(e)[:200]}']
        for problem in problems:
            print(f'{os.path.basename(path)}: {problem}')
    print(f'{len(packages)} packages, {operations} operations')


if __name__ == '__main__':
    main()
