// TorchScript (.pt) and lite-interpreter (.ptl) models behind a C interface, for Sartor's engine `pytorch`. Built by eng/build-torch.sh.
// No exception leaves a function: each that can fail returns 0, or 1 with a text in `error`.
#include <ATen/Parallel.h>
#include <ATen/core/dynamic_type.h>
#include <caffe2/serialize/inline_container.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/jit/mobile/import.h>
#include <torch/csrc/jit/mobile/module.h>
#include <torch/script.h>
#include <torch/version.h>

#include <cstring>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

// What nests deeper is no result of a network.
constexpr int kMaxDepth = 64;

struct Model {
  std::optional<torch::jit::Module> script;
  std::optional<torch::jit::mobile::Module> lite;
  std::vector<std::string> names;
  std::vector<c10::IValue> inputs;
  std::vector<at::Tensor> outputs;
  int returns = -1;
};

template <typename Body>
int guarded(char* error, size_t capacity, Body body) {
  std::string text;
  try {
    body();
    return 0;
  } catch (const c10::Error& e) {
    text = e.what_without_backtrace();
  } catch (const std::exception& e) {
    text = e.what();
  } catch (...) {
    text = "an exception that is none of C++'s own";
  }
  if (capacity > 0) {
    std::strncpy(error, text.c_str(), capacity - 1);
    error[capacity - 1] = 0;
  }
  return 1;
}

const c10::FunctionSchema& schema_of(const Model& model) {
  if (model.script) return model.script->get_method("forward").function().getSchema();
  return model.lite->get_method("forward").function().getSchema();
}

// Types of bytecode are of a kind of their own.
template <typename Type>
bool is_a(const c10::Type& type) {
  if (const auto* dynamic = type.castRaw<c10::DynamicType>()) return dynamic->dynamicKind() == Type::Kind;
  return type.kind() == Type::Kind;
}

void describe(Model& model) {
  const auto& schema = schema_of(model);
  const auto& arguments = schema.arguments();
  for (size_t i = 1; i < arguments.size(); i++) {
    const auto& argument = arguments[i];
    // Bytecode says None where there is no default value.
    const bool is_tensor = is_a<c10::TensorType>(*argument.type());
    if (argument.default_value() && !(is_tensor && argument.default_value()->isNone())) break;
    if (!is_tensor)
      throw std::runtime_error(
          "its input '" + argument.name() + "' is a " + argument.type()->str() + "; only tensors can be fed");
    model.names.push_back(argument.name());
  }
  const auto& returns = schema.returns();
  if (returns.size() != 1) return;
  if (is_a<c10::TensorType>(*returns[0].type())) model.returns = 1;
  if (const auto tuple = returns[0].type()->cast<c10::TupleType>()) {
    for (const auto& element : tuple->elements())
      if (element->kind() != c10::TypeKind::TensorType) return;
    model.returns = static_cast<int>(tuple->elements().size());
  }
}

void flatten(const c10::IValue& value, std::vector<at::Tensor>& into, int depth = 0) {
  if (depth > kMaxDepth) throw std::runtime_error("its result nests deeper than 64 levels");
  if (value.isTensor()) {
    if (!value.toTensor().defined()) throw std::runtime_error("it gave a tensor that is not defined");
    into.push_back(value.toTensor().detach().cpu().contiguous());
  } else if (value.isTuple()) {
    for (const auto& item : value.toTupleRef().elements()) flatten(item, into, depth + 1);
  } else if (value.isList()) {
    for (const c10::IValue& item : value.toListRef()) flatten(item, into, depth + 1);
  } else if (value.isGenericDict()) {
    for (const auto& item : value.toGenericDict()) flatten(item.value(), into, depth + 1);
  }
}

}  // namespace

EXPORT const char* sartor_torch_version() { return TORCH_VERSION; }

// The model in `model` is the caller's, who frees it; a file with bytecode runs in the lite interpreter, which it was made for.
EXPORT int sartor_torch_load(const char* path, int threads, Model** model, char* error, size_t capacity) {
  return guarded(error, capacity, [&] {
    at::set_num_threads(threads);
    auto loaded = std::make_unique<Model>();
    const bool lite = caffe2::serialize::PyTorchStreamReader(std::string(path)).hasRecord("bytecode.pkl");
    if (lite) {
      // It is in evaluation mode, as it was saved; what was optimized for mobile has no such attribute to set.
      loaded->lite = torch::jit::_load_for_mobile(path, at::Device(at::kCPU));
    } else {
      loaded->script = torch::jit::load(path, at::Device(at::kCPU));
      loaded->script->eval();
    }
    describe(*loaded);
    loaded->inputs.resize(loaded->names.size());
    *model = loaded.release();
  });
}

EXPORT void sartor_torch_free(Model* model) { delete model; }

EXPORT int sartor_torch_is_lite(const Model* model) { return model->lite ? 1 : 0; }

EXPORT int sartor_torch_input_count(const Model* model) { return static_cast<int>(model->names.size()); }

EXPORT const char* sartor_torch_input_name(const Model* model, int index) { return model->names.at(index).c_str(); }

// -1 where only a run shows it.
EXPORT int sartor_torch_return_count(const Model* model) { return model->returns; }

// Allocates an input; `data` is where its elements go, in row-major order. `type` is a c10::ScalarType.
EXPORT int sartor_torch_input(
    Model* model, int index, int type, const int64_t* extents, int rank, void** data, char* error, size_t capacity) {
  return guarded(error, capacity, [&] {
    auto tensor = at::zeros(c10::IntArrayRef(extents, rank), at::TensorOptions(static_cast<c10::ScalarType>(type)));
    *data = tensor.data_ptr();
    model->inputs.at(index) = tensor;
  });
}

EXPORT int sartor_torch_run(Model* model, char* error, size_t capacity) {
  return guarded(error, capacity, [&] {
    const c10::InferenceMode inference;
    auto result = model->script ? model->script->forward(model->inputs) : model->lite->forward(model->inputs);
    model->outputs.clear();
    flatten(result, model->outputs);
  });
}

EXPORT int sartor_torch_output_count(const Model* model) { return static_cast<int>(model->outputs.size()); }

EXPORT int sartor_torch_output(
    const Model* model, int index, int* type, int* rank, const int64_t** extents, const void** data, char* error, size_t capacity) {
  return guarded(error, capacity, [&] {
    const auto& tensor = model->outputs.at(index);
    if (tensor.is_quantized() || tensor.is_sparse()) throw std::runtime_error("it is quantized or sparse; give it out as numbers");
    *type = static_cast<int>(tensor.scalar_type());
    *rank = static_cast<int>(tensor.dim());
    *extents = tensor.sizes().data();
    *data = tensor.data_ptr();
  });
}
